/** A block of lines at the foot of a terminal that is drawn anew a few times a second. */
import type { Terminal } from "../command.ts";
import { fit, print } from "../style.ts";

export interface Live {
  /** Prints a line above the block. */
  say(line: string): void;
  /** Draws once more and leaves the block, or wipes it. */
  end(keep: boolean): void;
}

const interval = 120;

/** Where the stream is no terminal, only `say` prints. */
export function liveBlock(stream: Terminal, render: () => string[]): Live {
  if (!stream.isTerminal) return { say: (line) => print(stream, `${line}\n`), end() {} };
  let drawn = 0;
  const wipe = () => drawn > 0 ? `\x1b[${drawn}A\x1b[0J` : "";
  const draw = (above = "") => {
    const width = stream.columns();
    const lines = render().map((line) => fit(line, width - 1));
    print(stream, `${wipe()}${above}${lines.map((line) => `${line}\n`).join("")}`);
    drawn = lines.length;
  };
  const timer = setInterval(draw, interval);
  return {
    say: (line) => draw(`${line}\n`),
    end(keep) {
      clearInterval(timer);
      if (keep) draw();
      else print(stream, wipe());
      drawn = 0;
    },
  };
}
