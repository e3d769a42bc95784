/** Cells of a CSV file as values of a type, by Python's rules: what does not fit stays the text it is. */
import { parseFloatText, parseInteger } from "../../../jinja/python/numbers.ts";
import { Float, type Json, parseJson } from "../../../json.ts";

/** A cell → its value; undefined where it is none of the type. */
export type CellCast = (cell: string) => Json | undefined;

/** Cells that mean true and false. */
export interface Words {
  readonly trues: ReadonlySet<string>;
  readonly falses: ReadonlySet<string>;
}

/** Undefined where cells stay text. */
export function cellCast(type: string, { trues, falses }: Words): CellCast | undefined {
  switch (type) {
    case "null":
      return (cell) => cell === "" ? null : undefined;
    case "boolean":
      return (cell) => trues.has(cell) ? true : falses.has(cell) ? false : undefined;
    case "integer":
      return integerOf;
    case "number":
      return numberOf;
    case "object":
      return jsonOf;
    case "array":
      return (cell) => {
        const value = jsonOf(cell);
        return Array.isArray(value) ? value : undefined;
      };
  }
  return undefined;
}

function integerOf(cell: string): number | bigint | undefined {
  return /^-?\d{1,15}$/.test(cell) ? Number(cell) + 0 : parseInteger(cell);
}

function numberOf(cell: string): number | Float | undefined {
  const value = parseFloatText(cell);
  return value === undefined ? undefined : Float.of(value);
}

function jsonOf(cell: string): Json | undefined {
  try {
    return parseJson(cell);
  } catch {
    return undefined;
  }
}

/** Finds the type of a column by its cells. */
export interface TypeFinder {
  see(cell: string): void;
  type(): string;
}

/** The narrowest of boolean, integer and number that all cells are that have a value; text otherwise. */
export function typeFinder(words: Words, nulls: ReadonlySet<string>): TypeFinder {
  let isSeen = false, isBoolean = true, isInteger = true, isNumber = true;
  return {
    see(cell) {
      if (nulls.has(cell)) return;
      isSeen = true;
      isBoolean &&= words.trues.has(cell) || words.falses.has(cell);
      isInteger &&= integerOf(cell) !== undefined;
      isNumber &&= isInteger || parseFloatText(cell) !== undefined;
    },
    type() {
      if (!isSeen) return "string";
      return isBoolean ? "boolean" : isInteger ? "integer" : isNumber ? "number" : "string";
    },
  };
}
