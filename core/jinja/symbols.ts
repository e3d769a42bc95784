/**
 * Which names a part of a template sets and which it takes from outside: Jinja's scoping. It decides what an inner
 * `set` can change, and which names count as undeclared.
 */
import type { Expression, Statement, Target } from "./ast.ts";
import { eachName, eachTarget, partsOf } from "./walk.ts";

/** Where the value of a name comes from when its frame is entered. */
export type Load =
  | { from: "scope"; name: string }
  | { from: "outer"; reference: Reference }
  | { from: "nowhere" }
  | { from: "parameter" };

/** A name within a frame; `slot` is where its value lives while the template runs. */
export interface Reference {
  readonly frame: Symbols;
  readonly name: string;
  readonly slot: number;
}

export interface SlotCounter {
  count: number;
}

export class Symbols {
  readonly parent: Symbols | undefined;
  readonly #counter: SlotCounter;
  #references: Map<string, Reference>;
  #stores: Set<string>;
  loads: Map<Reference, Load>;
  /** All references ever made in this frame, branches included: they share slots by name. */
  readonly #made: Map<string, Reference>;
  /** The frame that a branch belongs to; the frame itself otherwise. */
  readonly #root: Symbols;

  constructor(counter: SlotCounter, parent?: Symbols, original?: Symbols) {
    this.parent = parent;
    this.#counter = counter;
    this.#references = new Map(original ? original.#references : []);
    this.#stores = new Set(original ? original.#stores : []);
    this.loads = new Map(original ? original.loads : []);
    this.#made = original ? original.#made : new Map();
    this.#root = original ? original.#root : this;
  }

  inner(): Symbols {
    return new Symbols(this.#counter, this);
  }

  separate(): Symbols {
    return new Symbols(this.#counter);
  }

  find(name: string): Reference | undefined {
    return this.#references.get(name) ?? this.parent?.find(name);
  }

  /** Whether the frame itself sets the name. */
  sets(name: string): boolean {
    return this.#stores.has(name);
  }

  #define(name: string, load: Load): Reference {
    let reference = this.#made.get(name);
    if (!reference) {
      reference = { frame: this.#root, name, slot: this.#counter.count++ };
      this.#made.set(name, reference);
    }
    this.#references.set(name, reference);
    this.loads.set(reference, load);
    return reference;
  }

  declareParameter(name: string): Reference {
    this.#stores.add(name);
    return this.#define(name, { from: "parameter" });
  }

  load(name: string): void {
    if (!this.find(name)) this.#define(name, { from: "scope", name });
  }

  store(name: string): void {
    this.#stores.add(name);
    if (this.#references.has(name)) return;
    const outer = this.parent?.find(name);
    this.#define(name, outer ? { from: "outer", reference: outer } : { from: "nowhere" });
  }

  loadAll(expression: Expression | null): void {
    eachName(expression, (name) => this.load(name));
  }

  storeTarget(target: Target): void {
    eachTarget(target, (name) => this.store(name), (name) => this.load(name));
  }

  declareTarget(target: Target): void {
    eachTarget(target, (name) => this.declareParameter(name), (name) => this.load(name));
  }

  /** Takes in what statements of this frame read and set; frames within them are left to those. */
  analyse(statements: readonly Statement[]): void {
    for (const statement of statements) this.#analyse(statement);
  }

  #analyse(statement: Statement): void {
    switch (statement.kind) {
      case "output":
      case "filter_block":
      case "with":
        partsOf(statement).expressions.forEach((one) => this.loadAll(one));
        break;
      case "set":
        this.loadAll(statement.value);
        this.storeTarget(statement.target);
        break;
      case "set_block":
        this.storeTarget(statement.target);
        break;
      case "for":
        this.loadAll(statement.iterable);
        break;
      case "if":
        this.#analyseBranches(statement.branches, statement.otherwise);
        break;
      case "macro":
        this.store(statement.name);
        break;
      case "call_block":
        this.loadAll(statement.call);
        break;
      case "load_template":
        this.loadAll(statement.template);
        for (const name of statement.stores) this.store(name);
    }
  }

  #analyseBranches(branches: { test: Expression; body: Statement[] }[], otherwise: Statement[]): void {
    const [first, ...others] = branches;
    if (!first) return;
    this.loadAll(first.test);
    const branch = (run: (symbols: Symbols) => void) => {
      const copy = new Symbols(this.#counter, this.parent, this);
      run(copy);
      return copy;
    };
    this.#merge([
      branch((symbols) => symbols.analyse(first.body)),
      branch((symbols) => {
        for (const other of others) symbols.#analyseBranches([other], []);
      }),
      branch((symbols) => symbols.analyse(otherwise)),
    ]);
  }

  // A name set in some branch only may stay unset: until then it is what it was outside.
  #merge(branches: Symbols[]): void {
    const fresh = new Set<string>();
    for (const branch of branches) {
      for (const name of branch.#stores) if (!this.#stores.has(name)) fresh.add(name);
    }
    for (const branch of branches) {
      for (const [name, reference] of branch.#references) this.#references.set(name, reference);
      for (const [reference, load] of branch.loads) this.loads.set(reference, load);
      for (const name of branch.#stores) this.#stores.add(name);
    }
    for (const name of fresh) {
      const reference = this.find(name);
      if (!reference) continue;
      const outer = this.parent?.find(name);
      this.loads.set(reference, outer ? { from: "outer", reference: outer } : { from: "scope", name });
    }
  }
}
