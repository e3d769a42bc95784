import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { ConnectorError } from "../../errors.ts";
import { loadManifest, prepareManifest } from "./prepare.ts";

const manifest = (stream: string, more = "") =>
  `version: 6.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [items]}
definitions:
  selector:
    type: RecordSelector
    extractor: {type: DpathExtractor, field_path: [items]}
streams:
  - name: items
    retriever:
      record_selector: {$ref: "#/definitions/selector"}
      requester:
        url_base: https://api.example.com
${stream}${more}`;

Deno.test("prepareManifest accepts a good manifest", () => {
  const { problems, root } = prepareManifest(manifest("        path: /items\n"));
  deepStrictEqual(problems, []);
  strictEqual("definitions" in root, false);
});

const cases: { name: string; stream: string; more?: string; expected: (string | undefined)[] }[] = [
  {
    name: "unknown type",
    stream:
      "      paginator:\n        type: DefaultPaginator\n        pagination_strategy: {type: CursorPaginaton}\n",
    expected: [
      "error manifest.unknown_type m.yaml:16:37 streams[0].retriever.paginator.pagination_strategy.type",
      'Cannot build the pagination_strategy: "CursorPaginaton" is not a component type',
      'Did you mean "CursorPagination"? Types that fit here: CursorPagination, OffsetIncrement, PageIncrement, CustomPaginationStrategy',
    ],
  },
  {
    name: "type that does not fit",
    stream: "      paginator: {type: DpathExtractor, field_path: []}\n",
    expected: [
      "error manifest.unknown_type m.yaml:14:25 streams[0].retriever.paginator.type",
      'Cannot build the paginator: "DpathExtractor" does not fit here',
      "Types that fit here: DefaultPaginator, NoPagination",
    ],
  },
  {
    name: "missing field with its old name",
    stream: "    transformations: [{type: AddFields, fileds: []}]\n",
    expected: [
      "error manifest.missing_field m.yaml:14:23 streams[0].transformations[0]",
      'AddFields needs "fields"',
      'Is "fileds" meant to be it?',
      "warning manifest.unknown_field m.yaml:14:41 streams[0].transformations[0].fileds",
      '"fileds" is not a field of AddFields',
      'Did you mean "fields"?',
    ],
  },
  {
    name: "wrong value",
    stream: "        http_method: post\n",
    expected: [
      "error manifest.wrong_value m.yaml:14:22 streams[0].retriever.requester.http_method",
      '"http_method" is "post": it has to be "GET" or "POST"',
      'Did you mean "POST"?',
    ],
  },
  {
    name: "a list with an item twice",
    stream: "        error_handler: {response_filters: [{http_codes: [404, 404]}]}\n",
    expected: [
      "error manifest.wrong_value m.yaml:14:57 streams[0].retriever.requester.error_handler.response_filters[0].http_codes",
      '"http_codes" is [404,404]: it has to be a list of an integer, each once',
      undefined,
    ],
  },
  {
    name: "a list of other values",
    stream: "      partition_router: {type: ListPartitionRouter, cursor_field: a, values: [a, 1]}\n",
    expected: [
      "error manifest.wrong_value m.yaml:14:82 streams[0].retriever.partition_router.values[1]",
      '"values" is 1: it has to be text',
      "Put it in quotes",
    ],
  },
  {
    name: "old spelling",
    stream: "      stream_slicer: {type: ListStreamSlicer}\n",
    expected: [
      "warning manifest.unknown_field m.yaml:14:7 streams[0].retriever.stream_slicer",
      '"stream_slicer" is not a field of SimpleRetriever',
      'Write "partition_router" here, or "incremental_sync" in the stream',
    ],
  },
  {
    name: "unknown key of the manifest",
    stream: "",
    more: "stream: []\n",
    expected: [
      "error manifest.unknown_field m.yaml:14:1 stream",
      '"stream" is not a field of a manifest',
      'Did you mean "streams"?',
    ],
  },
];

for (const { name, stream, more, expected } of cases) {
  Deno.test(`prepareManifest names the place: ${name}`, () => {
    const { problems, at } = prepareManifest(manifest(stream, more), { file: "m.yaml" });
    deepStrictEqual(
      problems.flatMap(({ severity, code, path, part, message, hint }) => [
        `${severity} ${code} ${at(path, part)}`,
        message,
        hint,
      ]),
      expected,
    );
  });
}

Deno.test("prepareManifest points into the definition that is at fault, once", () => {
  const text = manifest("        path: /a\n").replace("field_path: [items]", "field_path: items") +
    '  - {name: two, retriever: {requester: {url_base: "x"}, record_selector: {$ref: "#/definitions/selector"}}}\n';
  const { problems, at } = prepareManifest(text, { file: "m.yaml" });
  deepStrictEqual(problems.map(({ path }) => at(path)), [
    "m.yaml:7:51 streams[0].retriever.record_selector.extractor.field_path",
  ]);
});

Deno.test("loadManifest throws the first error and tells of the others", () => {
  throws(() => loadManifest({ version: "1", check: { type: "Nope" } }, { file: "m" }), (error) => {
    if (!(error instanceof ConnectorError)) throw error;
    deepStrictEqual([error.code, error.at], ["manifest.unknown_type", "m check.type"]);
    return /has no streams/.test(error.internalMessage ?? "");
  });
});
