/** What a tile says, as a table: the same cells are shown, drawn, and written to a file. */

import { language } from "../../i18n.ts";

/** A number that is asked about: what it is called, the figures that it sums, how its whole is written, and of which moment it is. */
export interface Question {
  readonly title: string;
  readonly keys: string;
  readonly written: (value: number) => string;
  readonly at?: string;
}

export type Ask = (question: Question) => void;

export interface Cell {
  /** As a spreadsheet takes it: amounts in euros, days as ISO has them. */
  readonly value: number | string | null;
  readonly written: string;
  /** What opens when somebody asks what is counted here. */
  readonly question?: Question;
}

export interface Line {
  readonly name: string;
  /** Its name in a file, where that is another one: a day as ISO has it. */
  readonly filed?: string;
  readonly href?: string | null;
  readonly depth?: number;
  /** Does it sum up those before it? */
  readonly all?: boolean;
  readonly cells: readonly Cell[];
}

export interface Table {
  readonly of: string;
  readonly columns: readonly string[];
  readonly lines: readonly Line[];
}

const FORMULA = /^[\s\u200b\ufeff'\0"]*[=+\-@＝＋－＠]|^['\t\r\n]/u;

/** As Excel reads it in French: semicolons, a mark of its encoding, decimal commas; nothing in it is calculated (service/files/plain.py). */
export function csv({ of, columns, lines }: Table): string {
  const text = (said: string): string => `"${(FORMULA.test(said) ? `'${said}` : said).replaceAll('"', '""')}"`;
  const written = (value: Cell["value"]): string => {
    if (typeof value === "number") {
      return language.value === "fr" ? String(value).replace(".", ",") : String(value);
    }
    return value === null ? "" : text(value);
  };
  const rows = [[of, ...columns].map(text), ...lines.map(({ name, filed = name, cells }) => [text(filed), ...cells.map(({ value }) => written(value))])];
  return `\ufeff${rows.map((row) => row.join(";")).join("\r\n")}\r\n`;
}
