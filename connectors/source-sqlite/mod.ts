/** Tables and views of an SQLite file, in full or by a cursor column. */
import { sqlSource } from "airbyte-ts";

export default sqlSource({ dialect: "sqlite" });
