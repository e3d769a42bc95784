import { isObject, type Json } from "../../json.ts";
import type { BuildContext, StreamScope } from "../context.ts";
import type { PartitionRouter } from "../roles.ts";
import { cartesianProduct } from "./cartesian_product.ts";

/** The partition router of a retriever: one, the product of several, or none. */
export function partitionRouter(
  node: Json | undefined,
  ctx: BuildContext,
  stream: Partial<StreamScope>,
): PartitionRouter | undefined {
  if (Array.isArray(node)) {
    if (node.length === 0) return undefined;
    return cartesianProduct(node.map((item) => ctx.buildAs("partition_router", item, stream)));
  }
  return isObject(node) ? ctx.buildAs("partition_router", node, stream) : undefined;
}
