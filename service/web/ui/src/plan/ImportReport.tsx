/** What an import would do, or did: the verdict first, then what prevents it, what to know, and every row. */

import { count } from "../format.ts";
import { type Key, plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { refusal } from "../refusals.ts";
import { paths } from "../router.ts";
import type { ImportLine, ImportReport, Remark } from "../types.ts";
import { useHere } from "./here.ts";
import { UndoImport } from "./UndoImport.tsx";
import { fieldLabel } from "./words.ts";

const VERDICTS: Readonly<Record<ImportReport["stage"], Key>> = {
  refused: "importing.ready",
  nothing: "importing.nothing",
  offered: "importing.ready",
  running: "importing.broken_off",
  finished: "importing.finished",
};

interface ReportProps {
  readonly report: ImportReport;
  readonly done: boolean;
  readonly failure: string | null;
  readonly onRun: () => void;
  readonly onAgain: () => void;
}

export function Report({ report, done, failure, onRun, onAgain }: ReportProps) {
  const here = useHere();
  const of = (does: ImportLine["does"]): number => report.lines.filter((line) => line.does === does).length;
  const clashes = report.lines.filter((line) => line.conflicts.length > 0).length;
  const faulty = report.stage === "refused";
  return (
    <>
      <div class={faulty ? "verdict verdict-refused" : "verdict"} role="status">
        <h3>
          {faulty
            ? plural("importing.refused", report.faults.length)
            : t(done ? "importing.finished" : VERDICTS[report.stage], { file: report.file })}
        </h3>
        <dl class="figures" hidden={faulty}>
          <Figure words={t("importing.adds")} value={of("add")} />
          <Figure words={t("importing.edits")} value={of("edit")} />
          <Figure words={t("importing.same")} value={of("nothing")} />
          <Figure words={t("importing.new_axes")} value={report.axes.length} />
          {done && <Figure words={t("importing.clashes")} value={clashes} />}
        </dl>
        {failure !== null && <p class="wrong wrong-box">{failure}</p>}
        <div class="verdict-do">
          {!done && (report.stage === "offered" || report.stage === "running") && (
            <button type="button" class="button button-main" onClick={onRun}>
              <Icon name="done" />
              {report.stage === "running" ? t("importing.resume") : plural("importing.run", of("add") + of("edit"))}
            </button>
          )}
          {done && (
            <a class="button button-main" href={paths.plan(here.network.card.network_id, here.plan)}>
              {t("importing.see")}
            </a>
          )}
          {done && clashes > 0 && (
            <a class="button" href={paths.plan(here.network.card.network_id, here.plan, "conflicts")}>
              {t("tab.conflicts")}
            </a>
          )}
          {done && of("add") + of("edit") > 0 && <UndoImport cause={report.import_id} />}
          <button type="button" class="button" onClick={onAgain}>
            {t("importing.again")}
          </button>
        </div>
      </div>
      <Faults faults={report.faults} />
      <Notes notes={report.notes} />
      {report.lines.length > 0 && <Lines report={report} done={done} />}
      {report.sheets.length > 0 && <Columns report={report} />}
    </>
  );
}

function Figure({ words, value }: { readonly words: string; readonly value: number }) {
  return (
    <div>
      <dt>{words}</dt>
      <dd>{count(value)}</dd>
    </div>
  );
}

function Faults({ faults }: { readonly faults: readonly Remark[] }) {
  const title = t("importing.faults");
  return faults.length === 0 ? null : (
    <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
      <table class="report">
        <caption>
          {title} <span class="count">{faults.length}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("importing.level")}</th>
            <th scope="col">{t("importing.place")}</th>
            <th scope="col">{t("importing.remark")}</th>
          </tr>
        </thead>
        <tbody>
          {faults.map((fault, at) => (
            <tr key={at}>
              <td>
                <span class="badge level-fault">
                  <Icon name="late" />
                  {t("importing.level_fault")}
                </span>
              </td>
              <td class="place">{placeOf(fault)}</td>
              <td>{fault.sentence}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The same note on many rows is said once, with its rows. */
function Notes({ notes }: { readonly notes: readonly Remark[] }) {
  const gathered = new Map<string, Remark[]>();
  for (const note of notes) {
    const key = `${note.sheet}/${note.column}/${note.sentence}`;
    gathered.set(key, [...(gathered.get(key) ?? []), note]);
  }
  return gathered.size === 0 ? null : (
    <section class="import-notes" aria-label={t("importing.notes")}>
      <h3>{t("importing.notes")}</h3>
      <ul>
        {[...gathered].map(([key, same]) => (
          <li key={key}>
            <Icon name="eye" />
            <p>
              {same[0]?.sentence} <span class="quiet">{[same[0]?.sheet ?? "", rowsOf(same)].filter((part) => part !== "").join(", ")}</span>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** "lignes 4 à 49, 52": runs of rows are told by their ends. */
function rowsOf(notes: readonly Remark[]): string {
  const rows = notes.flatMap(({ row }) => (row === null ? [] : [row])).sort((a, b) => a - b);
  const runs: { readonly from: number; to: number }[] = [];
  for (const row of rows) {
    const last = runs[runs.length - 1];
    if (last !== undefined && row <= last.to + 1) {
      last.to = row;
    } else {
      runs.push({ from: row, to: row });
    }
  }
  const words = runs.map(({ from, to }) => (from === to ? String(from) : t("importing.rows_from_to", { from, to })));
  return rows.length === 0 ? "" : rows.length === 1 ? t("importing.row", { row: String(rows[0]) }) : t("importing.rows", { rows: words.join(", ") });
}

function placeOf({ sheet, row, column }: Remark): string {
  return [
    sheet === null ? "" : sheet,
    row === null ? "" : t("importing.row", { row: String(row) }),
    column === null ? "" : t("quoted", { text: column.trim() }),
  ]
    .filter((part) => part !== "")
    .join(", ");
}

function Lines({ report, done }: { readonly report: ImportReport; readonly done: boolean }) {
  const here = useHere();
  return (
    <div class="table-scroll" role="region" aria-label={t("importing.lines")} tabIndex={0}>
      <table class="report">
        <caption>
          {t("importing.lines")} <span class="count">{report.lines.length}</span>
        </caption>
        <thead>
          <tr>
            <th scope="col">{t("importing.row_head")}</th>
            <th scope="col">{t("field.title")}</th>
            <th scope="col">{t(done ? "importing.did" : "importing.does")}</th>
            <th scope="col">{t("importing.fields")}</th>
            <th scope="col">{t("importing.remark")}</th>
          </tr>
        </thead>
        <tbody>
          {report.lines.map((line) => (
            <tr key={`${line.sheet}/${line.row}`} class={line.sub ? "sub-action" : undefined}>
              <td class="number">{line.row}</td>
              <td>
                {done ? <a href={paths.action(here.network.card.network_id, here.plan, line.action_id)}>{line.title}</a> : line.title}
                {line.sub && <span class="chip">{t("importing.sub")}</span>}
              </td>
              <td>
                <span class={`badge does-${line.does}`}>
                  <Icon name={line.does === "add" ? "plus" : line.does === "edit" ? "pen" : "medium"} />
                  {outcomeOf(line)}
                </span>
              </td>
              <td>
                {line.does === "edit" && line.fields.map((one) => fieldLabel(one)).join(", ")}
                {line.conflicts.length > 0 && (
                  <span class="wrong"> {t("importing.clash", { fields: line.conflicts.map(({ field }) => fieldLabel(field)).join(", ") })}</span>
                )}
              </td>
              <td class="quiet">
                {report.notes
                  .filter((note) => note.sheet === line.sheet && note.row === line.row)
                  .map((note) => note.sentence)
                  .join(" ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function outcomeOf(line: ImportLine): string {
  if (line.outcome !== null && line.outcome.startsWith("refused:")) {
    return refusal(line.outcome.slice("refused:".length)) ?? line.outcome;
  }
  return t(`importing.do_${line.does}`);
}

function Columns({ report }: { readonly report: ImportReport }) {
  return (
    <details class="understood">
      <summary>{t("importing.columns")}</summary>
      {report.sheets.map((sheet) => (
        <table key={sheet.name} class="report">
          <caption>{sheet.name}</caption>
          <thead>
            <tr>
              <th scope="col">{t("importing.header")}</th>
              <th scope="col">{t("importing.goes_to")}</th>
            </tr>
          </thead>
          <tbody>
            {sheet.columns.map(({ header, field }, at) => (
              <tr key={at}>
                <td>{header}</td>
                <td>{field === null ? t("importing.kept_beside") : fieldLabel(field)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ))}
    </details>
  );
}
