/** Bringing in the spreadsheet a plan is kept in: choose, read what would happen row by row, confirm, see what did. */

import { useEffect, useId, useRef, useState } from "preact/hooks";
import { announce } from "../announce.ts";
import { ask, explain, Refusal } from "../api.ts";
import { count } from "../format.ts";
import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import type { ImportReport } from "../types.ts";
import { useHere } from "./here.ts";
import { Report } from "./ImportReport.tsx";

type Step =
  | { readonly name: "choosing"; readonly failure: string | null }
  | { readonly name: "reading"; readonly file: string }
  | { readonly name: "read"; readonly report: ImportReport; readonly failure: string | null }
  | { readonly name: "running"; readonly report: ImportReport }
  | { readonly name: "done"; readonly report: ImportReport };

/** Bytes that the service reads at most. */
const LARGEST = 10_000_000;

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
    if (file.size > LARGEST) {
      // Not sent at all: the answer would come before the file is there, if anyone still heard it.
      setStep({ name: "choosing", failure: t("import.file_too_large", { megabytes: LARGEST / 1_000_000 }) });
      return;
    }
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
