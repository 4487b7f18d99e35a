/** One tile of a dashboard: its title, a sentence, the drawing, the same numbers in a table, and files of both to take along. */

import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { announce } from "../../announce.ts";
import { t } from "../../i18n.ts";
import { Icon } from "../Icon.tsx";
import { Menu } from "../Menu.tsx";
import "./charts.css";
import { picture, save, standalone } from "./save.ts";
import { type Ask, csv, type Cell, type Table } from "./table.ts";

export type Level = "h2" | "h3";

interface Props {
  readonly title: string;
  readonly level: Level;
  readonly summary: string;
  readonly table: Table;
  /** Is the table there at once? */
  readonly open?: boolean;
  readonly onAsk: Ask;
  /** The drawing; without one the table alone is the tile. */
  readonly children?: ComponentChildren;
}

export function Tile({ title, level: Title, summary, table, open = false, onAsk, children }: Props) {
  const here = useRef<HTMLElement>(null);
  const [shown, setShown] = useState(open);
  const drawing = (): SVGSVGElement | null => here.current?.querySelector<SVGSVGElement>(".chart > svg") ?? null;
  const taken = async (ending: "csv" | "svg" | "png"): Promise<void> => {
    const drawn = drawing();
    try {
      if (ending === "csv") {
        save(title, ending, new Blob([csv(table)], { type: "text/csv;charset=utf-8" }));
      } else if (drawn !== null) {
        const svg = standalone(drawn, title);
        save(title, ending, ending === "svg" ? new Blob([svg], { type: "image/svg+xml" }) : await picture(svg));
      }
      announce(t("chart.taken", { title }));
    } catch {
      announce(t("chart.not_taken"));
    }
  };
  const drawn = children !== undefined;
  return (
    <section ref={here} class="tile">
      <div class="tile-head">
        <Title>{title}</Title>
        <Menu
          side="end"
          kind="tile-tools"
          summary={
            <>
              {t("chart.take")}
              <span class="hidden">{t("chart.of", { title })}</span>
              <Icon name="down" />
            </>
          }
        >
          <ul class="menu-list">
            {(drawn ? (["csv", "svg", "png"] as const) : (["csv"] as const)).map((ending) => (
              <li key={ending}>
                <button type="button" class="button button-plain" onClick={() => void taken(ending)}>
                  {t(`chart.${ending}`)}
                </button>
              </li>
            ))}
          </ul>
        </Menu>
      </div>
      <p>{summary}</p>
      {drawn ? (
        <>
          {children}
          <details open={shown} onToggle={(event) => setShown(event.currentTarget.open)}>
            <summary>
              {t("chart.table")}
              <span class="hidden">{t("chart.of", { title })}</span>
            </summary>
            {shown && <Numbers table={table} title={title} onAsk={onAsk} />}
          </details>
        </>
      ) : (
        <Numbers table={table} title={title} onAsk={onAsk} />
      )}
    </section>
  );
}

function Numbers({ table: { of, columns, lines }, title, onAsk }: { readonly table: Table; readonly title: string; readonly onAsk: Ask }) {
  return (
    <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table class="report counted">
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {columns.map((column) => (
              <th key={column} scope="col" class="number">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ name, href = null, depth = 0, all = false, cells }, index) => (
            <tr key={index} class={all ? "counted-all" : undefined}>
              <th scope="row" class={`depth-${Math.min(depth, 3)}`}>
                {href === null ? name : <a href={href}>{name}</a>}
              </th>
              {cells.map((cell, at) => (
                <td key={at} class={cell.value === 0 ? "number quiet" : "number"}>
                  <Counted cell={cell} onAsk={onAsk} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A number that opens what it counts; of nought there is nothing to open. */
export function Counted({ cell: { value, written, question }, onAsk }: { readonly cell: Cell; readonly onAsk: Ask }) {
  return question === undefined || value === 0 || value === null ? (
    <>{written}</>
  ) : (
    <button type="button" class="counted-value" aria-label={t("dashboard.see_counted", { value: written, title: question.title })} onClick={() => onAsk(question)}>
      {written}
    </button>
  );
}
