/** Tables and views of a PostgreSQL database, in full or by a cursor column. */
import { sqlSource } from "airbyte-ts";

export default sqlSource({ dialect: "postgres" });
