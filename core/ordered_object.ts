/**
 * Objects that keep the order of their keys, as Python's dicts do. JavaScript's own put keys that look like array
 * indices (`"2024"`) first, in ascending order; those of here are proxies that remember how keys were set.
 */

type Fields<V> = Record<string, V>;

const orderedObjects = new WeakSet<object>();

/** An empty object that keeps its keys in the order in which they are set. Slower than a plain one. */
export function orderedObject<V>(): Fields<V> {
  const keys = new Set<string | symbol>();
  const made = new Proxy<Fields<V>>({}, {
    ownKeys: () => [...keys],
    defineProperty(target, key, descriptor) {
      keys.add(key);
      return Reflect.defineProperty(target, key, descriptor);
    },
    deleteProperty(target, key) {
      keys.delete(key);
      return Reflect.deleteProperty(target, key);
    },
  });
  orderedObjects.add(made);
  return made;
}

/** An empty object for the fields of another one, or for some of them: it keeps their order if that one does. */
export function emptyLike<V>(object: object): Fields<V> {
  return orderedObjects.has(object) ? orderedObject() : {};
}

/** Makes empty objects for these keys, set in this order. */
export function emptyFor<V>(keys: readonly string[]): () => Fields<V> {
  return isReordered(keys) ? orderedObject : () => ({});
}

/** Whether a plain object would have these keys in another order. */
export function isReordered(keys: readonly string[]): boolean {
  let previous = -1;
  for (const key of keys) {
    const isIndex = indexLike.test(key) && Number(key) < 2 ** 32 - 1;
    if (isIndex && Number(key) < previous) return true;
    previous = isIndex ? Number(key) : Infinity;
  }
  return false;
}

const indexLike = /^(?:0|[1-9]\d{0,9})$/;
