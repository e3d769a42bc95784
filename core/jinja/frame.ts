import { type Context, type Evaluate, isAlwaysDeclared, scopeReader } from "./context.ts";
import { Undefined } from "./python/objects.ts";
import type { Reference, Symbols } from "./symbols.ts";

/** A part of a template with names of its own, while it is compiled. */
export class Frame {
  constructor(
    readonly symbols: Symbols,
    /** Names that must be in scope, or nothing is evaluated at all. */
    readonly undeclared: Set<string>,
    /** The template's blocks by name, for `self`. */
    readonly blocks: Map<string, (context: Context) => string>,
    /** Within an `if`, an unknown filter or test fails only when it is reached. */
    readonly soft = false,
  ) {}

  inner(): Frame {
    return new Frame(this.symbols.inner(), this.undeclared, this.blocks);
  }

  /** A frame that sees none of the names around it. */
  separate(): Frame {
    return new Frame(this.symbols.separate(), this.undeclared, this.blocks);
  }

  softened(): Frame {
    return new Frame(this.symbols, this.undeclared, this.blocks, true);
  }

  /** Reads a name where it is used. */
  nameReader(name: string): Evaluate {
    const reference = this.#reference(name);
    const read = referenceReader(reference);
    if (isConstant(reference)) return read;
    return (context) => {
      const value = read(context);
      return value === undefined ? new Undefined(`'${name}' is undefined`) : value;
    };
  }

  slotOf(name: string): number {
    return this.#reference(name).slot;
  }

  #reference(name: string): Reference {
    const reference = this.symbols.find(name);
    if (!reference) throw new Error(`the name ${name} was not analysed`);
    return reference;
  }

  /** Loads the frame's names into their slots; to be compiled after the frame's symbols are known. */
  enter(): (context: Context) => void {
    const loads: [slot: number, read: Evaluate | undefined][] = [];
    for (const [reference, load] of this.symbols.loads) {
      if (load.from === "scope") {
        if (!isAlwaysDeclared(load.name)) this.undeclared.add(load.name);
        if (!isConstant(reference)) loads.push([reference.slot, scopeReader(load.name)]);
      } else if (load.from === "outer") loads.push([reference.slot, referenceReader(load.reference)]);
      else if (load.from === "nowhere") loads.push([reference.slot, undefined]);
    }
    if (loads.length === 0) return () => {};
    return (context) => {
      for (const [slot, read] of loads) context.slots[slot] = read?.(context);
    };
  }
}

/** Whether a name is only ever read from the scope, so that it needs no slot. */
function isConstant({ frame, name }: Reference): boolean {
  return !frame.sets(name);
}

function referenceReader(reference: Reference): Evaluate {
  if (isConstant(reference)) return scopeReader(reference.name);
  const { slot } = reference;
  return (context) => context.slots[slot];
}
