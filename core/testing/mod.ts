/**
 * What tests of connectors need: an API in a table, a clock that stands still, runs that give messages by kind,
 * and the suite that every source passes.
 *
 * @module
 */
export {
  conformance,
  type ConformanceCase,
  conformanceCases,
  type ConformanceOptions,
  fullRefresh,
} from "./conformance.ts";
export { type FixedClock, fixedClock } from "./clock.ts";
export {
  type ApiRequest,
  type ApiServer,
  type FakeApi,
  fakeApi,
  type Fault,
  type Reply,
  type Route,
} from "./fake_api.ts";
export {
  type AnySource,
  type CatalogEntry,
  catalogWith,
  checkSource,
  discoverSource,
  isConnectorError,
  linesOf,
  manifestSource,
  type RunOptions,
  type RunResult,
  runSource,
  streamState,
} from "./run.ts";
