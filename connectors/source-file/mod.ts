/** Files of any store and format, by config alone: it tells where they are and which ones make which stream. */
import { fileSource } from "airbyte-ts";

export default fileSource({
  name: "source-file",
  documentationUrl: "https://docs.airbyte.com/integrations/sources/s3",
});
