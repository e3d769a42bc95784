/** Tables and views of a DuckDB file, in full or by a cursor column. */
import { sqlSource } from "airbyte-ts";

export default sqlSource({ dialect: "duckdb" });
