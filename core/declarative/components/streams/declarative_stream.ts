import type { JsonObject } from "../../../json.ts";
import type { AirbyteStream } from "../../../protocol/messages.ts";
import type { Partition, RecordBatch, StreamRead } from "../../../sources/stream.ts";
import type { StreamSlice } from "../../../sources/stream_slice.ts";
import { component, list, optional, slot, string, union } from "../../component.ts";
import { primaryKeyColumns } from "../../read/primary_key.ts";
import { streamCursor } from "../../read/partitions.ts";
import { partitionRouter } from "../../read/partition_router.ts";
import { streamSchema } from "../../read/schema.ts";

export const DeclarativeStream = component({
  type: "DeclarativeStream",
  role: "stream",
  summary: "A stream: where its records come from, how they are cut, changed and described",
  open: true,
  fields: {
    name: optional(string(), ""),
    retriever: slot("retriever"),
    incremental_sync: optional(slot("incremental_sync")),
    primary_key: optional(union(string(), list(string()), list(list(string())))),
    schema_loader: optional(union(slot("schema_loader"), list(slot("schema_loader")))),
    transformations: optional(list(slot("transformation"))),
    state_migrations: optional(list(slot("state_migration")), []),
    file_uploader: optional(slot("file_uploader", { implied: "FileUploader" })),
  },
  differences: { primary_key: 'no default: only an explicit "" is a key of one column without a name' },
  build(def, ctx) {
    const { name } = def;
    const keys = primaryKeyColumns(def.primary_key, ctx);
    // Caching is for the stream's own pages, not for requests of its schema, its parents or its logins.
    const base = { name, primaryKey: def.primary_key, useCache: false, definition: ctx.node };
    let state: JsonObject = ctx.env.streamState(name) ?? {};
    for (const node of def.state_migrations) state = ctx.build(node, base)(state);
    const own = { ...base, state };
    const router = partitionRouter(def.retriever["partition_router"], ctx, own);
    const factory = def.incremental_sync && ctx.build(def.incremental_sync, own);
    const cursor = streamCursor({ name, router, factory, state, env: ctx.env });
    const schema = streamSchema(def.schema_loader, ctx, own);
    const retriever = ctx.build(def.retriever, {
      ...own,
      useCache: ctx.stream.useCache === true,
      cursor,
      clientSideIncremental: factory?.isClientSide === true,
      dataFeed: factory?.isDataFeed === true,
      transformations: (def.transformations ?? []).map((node) => ctx.build(node, own)),
      fileUploader: def.file_uploader && ctx.build(def.file_uploader, own),
      schema,
    });

    async function* slices(): AsyncGenerator<StreamSlice> {
      let left = ctx.env.limits?.maxSlices ?? Infinity;
      for await (const slice of retriever.slices?.() ?? cursor.slices()) {
        yield slice;
        // Another one would be made for nothing, and stand in the state.
        if (--left <= 0) return;
      }
    }

    /** A schema that must be fetched is fetched before the first record, whether or not anything needs it. */
    async function* read(slice: StreamSlice): AsyncGenerator<RecordBatch> {
      await schema();
      yield* retriever.read(slice);
    }

    /** A record that the cursor refuses is still emitted, and none after it. */
    function* observed(batch: RecordBatch, slice: StreamSlice): Generator<RecordBatch> {
      const { records, fileReferences } = batch;
      for (let i = 0; i < records.length; i++) {
        try {
          cursor.observe(records[i]!, slice);
        } catch (error) {
          const end = i + 1;
          yield {
            records: records.slice(0, end),
            ...(fileReferences && { fileReferences: fileReferences.slice(0, end) }),
          };
          throw error;
        }
      }
      yield batch;
    }

    function partition(slice: StreamSlice): Partition {
      return {
        slice,
        async *read() {
          for await (const batch of read(slice)) yield* observed(batch, slice);
        },
      };
    }

    async function describe(): Promise<AirbyteStream> {
      const entry: AirbyteStream = {
        name,
        json_schema: await schema(),
        supported_sync_modes: ["full_refresh"],
        is_resumable: false,
        is_file_based: def.file_uploader !== undefined,
      };
      if (cursor.cursorField !== undefined) {
        entry.supported_sync_modes.push("incremental");
        entry.source_defined_cursor = factory?.allowsCatalogCursor !== true;
        entry.default_cursor_field = [cursor.cursorField];
        entry.is_resumable = true;
      }
      if (keys.length > 0) entry.source_defined_primary_key = keys.map((key) => [key]);
      return entry;
    }

    return {
      name,
      cursor,
      router,
      describe,
      slices,
      open(): StreamRead {
        return {
          async *partitions() {
            for await (const slice of slices()) yield partition(slice);
          },
          close: ({ slice }) => cursor.close(slice),
          finish: () => cursor.finish(),
          // Without a position, the only state there is says that all has been read.
          ...(cursor.cursorField === undefined ? {} : { current: () => cursor.state() }),
        };
      },
      read,
    };
  },
});
