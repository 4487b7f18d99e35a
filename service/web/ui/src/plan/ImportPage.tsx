/** Bringing in the spreadsheet a plan is kept in: choose, read what would happen row by row, confirm, see what did. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain, Refusal } from "../api.ts";
import { count } from "../format.ts";
import { type Key, lookup, plural, t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { paths } from "../router.ts";
import type { ImportLine, ImportReport, Remark } from "../types.ts";
import { useHere } from "./here.ts";
import { fieldLabel } from "./words.ts";

type Step =
  | { readonly name: "choosing"; readonly failure: string | null }
  | { readonly name: "reading"; readonly file: string }
  | { readonly name: "read"; readonly report: ImportReport; readonly failure: string | null }
  | { readonly name: "running"; readonly report: ImportReport }
  | { readonly name: "done"; readonly report: ImportReport };

export function ImportPage() {
  const here = useHere();
  const [step, setStep] = useState<Step>({ name: "choosing", failure: null });
  const heading = useRef<HTMLHeadingElement>(null);
  const base = `/networks/${here.network.card.network_id}`;
  useEffect(() => {
    if (step.name === "read" || step.name === "done") {
      heading.current?.focus();
    }
  }, [step.name]);

  const read = async (file: File): Promise<void> => {
    setStep({ name: "reading", file: file.name });
    announce(t("importing.reading", { file: file.name }));
    const form = new FormData();
    form.append("file", file);
    try {
      const report = await ask<ImportReport>("POST", `${base}/plans/${here.plan}/imports`, form);
      setStep({ name: "read", report, failure: null });
    } catch (problem) {
      setStep({ name: "choosing", failure: explain(problem) });
    }
  };
  const run = async (report: ImportReport): Promise<void> => {
    setStep({ name: "running", report });
    announce(t("importing.running"));
    try {
      const done = await ask<ImportReport>("POST", `${base}/imports/${report.import_id}/run`);
      setStep({ name: "done", report: done });
    } catch (problem) {
      const unsure = problem instanceof Refusal && problem.problem.status === 0;
      setStep({ name: "read", report, failure: unsure ? t("importing.unsure") : explain(problem) });
    }
  };
  return (
    <section class="page import" aria-labelledby="import-title">
      <h2 id="import-title" tabIndex={-1} ref={heading}>
        {t("importing.title")}
      </h2>
      <ol class="steps" aria-label={t("importing.steps")}>
        {(["choose", "check", "result"] as const).map((name, at) => {
          const now = step.name === "choosing" || step.name === "reading" ? 0 : step.name === "done" ? 2 : 1;
          return (
            <li key={name} aria-current={at === now ? "step" : undefined} class={at < now ? "step-past" : undefined}>
              {t(`importing.step_${name}`)}
            </li>
          );
        })}
      </ol>
      {step.name === "choosing" && <Choose failure={step.failure} onFile={(file) => void read(file)} />}
      {step.name === "reading" && <Working text={t("importing.reading", { file: step.file })} />}
      {step.name === "running" && <Running report={step.report} />}
      {(step.name === "read" || step.name === "done") && (
        <Report
          report={step.report}
          done={step.name === "done"}
          failure={step.name === "read" ? step.failure : null}
          onRun={() => void run(step.report)}
          onAgain={() => setStep({ name: "choosing", failure: null })}
        />
      )}
    </section>
  );
}

const LOOK = 1_000;

/** How far the import has come, asked for every second: its rows also appear in the plan as they are written. */
function Running({ report }: { readonly report: ImportReport }) {
  const here = useHere();
  const id = useId();
  const [done, setDone] = useState(0);
  const total = report.lines.length;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    let over = false;
    const look = async (): Promise<void> => {
      const found = await ask<ImportReport>("GET", `/networks/${here.network.card.network_id}/imports/${report.import_id}`).catch(() => null);
      if (!over) {
        if (found !== null) {
          setDone(found.lines.filter(({ outcome }) => outcome !== null).length);
        }
        timer = setTimeout(() => void look(), LOOK);
      }
    };
    timer = setTimeout(() => void look(), LOOK);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [report.import_id, here.network]);
  return (
    <div class="working">
      <p id={id}>{t("importing.running")}</p>
      {done === 0 ? <progress aria-labelledby={id} /> : <progress aria-labelledby={id} value={done} max={total} />}
      <p class="quiet">{done > 0 && t("importing.progress", { done: count(done), total: count(total) })}</p>
    </div>
  );
}

function Working({ text }: { readonly text: string }) {
  const id = useId();
  return (
    <div class="working">
      <p id={id}>{text}</p>
      <progress aria-labelledby={id} />
    </div>
  );
}

function Choose({ failure, onFile }: { readonly failure: string | null; readonly onFile: (file: File) => void }) {
  const id = useId();
  const [over, setOver] = useState(false);
  return (
    <>
      <p class="lead-in">{t("importing.explained")}</p>
      <div
        class={over ? "drop drop-over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer?.files[0];
          if (file !== undefined) {
            onFile(file);
          }
        }}
      >
        <Icon name="file" />
        <label for={id}>{t("importing.file")}</label>
        <input
          id={id}
          type="file"
          accept=".xlsx,.xlsm,.xls,.ods,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet,application/vnd.oasis.opendocument.spreadsheet"
          aria-describedby={`${id}hint ${id}wrong`}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file !== undefined) {
              onFile(file);
            }
          }}
        />
        <p id={`${id}hint`} class="hint">
          {t("importing.hint")}
        </p>
      </div>
      <div id={`${id}wrong`} role="alert">
        {failure !== null && <p class="wrong wrong-box">{failure}</p>}
      </div>
    </>
  );
}

/** What a checked file comes to; one that is running was confirmed before and broken off. */
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

function Report({ report, done, failure, onRun, onAgain }: ReportProps) {
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
              {plural("importing.run", of("add") + of("edit"))}
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
                {line.does === "edit" && line.fields.map(fieldLabel).join(", ")}
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
    return lookup(`refused.${line.outcome.slice("refused:".length)}`) ?? line.outcome;
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
