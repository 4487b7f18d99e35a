/** What a council reads: what changed since it last sat, in sentences and figures, each of which opens what it counts. */

import { useEffect, useId, useState } from "preact/hooks";
import { byName, count, day, money, percent } from "../format.ts";
import { useAsked } from "../home/asking.ts";
import { language, plural, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { Choice } from "../meeting/Fields.tsx";
import { Counted } from "../parts/charts/Tile.tsx";
import type { Question } from "../parts/charts/table.ts";
import { Then } from "../parts/AsOf.tsx";
import { Explained } from "../parts/Explained.tsx";
import { nameOf } from "../parts/People.tsx";
import { Take } from "../parts/Take.tsx";
import { isDay, kindOf, longDay } from "../plan/moments.ts";
import { paths, query, setQuery } from "../router.ts";
import "../styles/council.css";
import type { CouncilGroup, CouncilItem, CouncilLine, CouncilPage, CouncilSums, MomentList } from "../types.ts";

const ASKED = ["plan", "authority", "person", "since", "until", "at"] as const;

export function Council({ network }: { readonly network: LiveNetwork }) {
  const asked = new URLSearchParams({ language: language.value });
  for (const name of ASKED) {
    const value = query.value.get(name);
    if (value !== null) {
      asked.set(name, value);
    }
  }
  return (
    <div class="page council">
      <Then network={network} />
      <h1 tabIndex={-1}>{t("council.title")}</h1>
      <p class="lead-in">{t("council.about")}</p>
      <Asking network={network} />
      <Report key={asked.toString()} network={network} asked={asked.toString()} />
    </div>
  );
}

/** Of what, since when and until when: all of it stands in the address. */
function Asking({ network }: { readonly network: LiveNetwork }) {
  const { store, card, me } = network;
  const id = useId();
  const { page: moments } = useAsked<readonly MomentList[]>(network, "moments");
  const [plan, authority, person, since] = (["plan", "authority", "person", "since"] as const).map((name) => query.value.get(name) ?? "");
  const scope = plan ? `plan:${plan}` : authority ? `authority:${authority}` : person ? `person:${person}` : "";
  const plans = store.all("plan_list").filter(({ withdrawn, plan_id }) => !withdrawn || plan_id === plan);
  const leading = new Set(plans.map(({ authority_id }) => authority_id));
  const sittings = (moments ?? []).filter(({ withdrawn, plan_id }) => !withdrawn && (plan_id === null || plan === "" || plan_id === plan));
  const named = sittings.map((one): [string, string] => [`moment:${one.moment_id}`, `${one.title} (${kindOf(one)}, ${longDay(one.held_on)})`]);
  const options: [string, string][] = [
    ...plans.map(({ plan_id, title }): [string, string] => [`plan:${plan_id}`, title]).sort(([, a], [, b]) => byName(a, b)),
    ...store
      .all("member_list")
      .filter(({ authority_id }) => leading.has(authority_id))
      .map(({ authority_id, name }): [string, string] => [`authority:${authority_id}`, name])
      .sort(([, a], [, b]) => byName(a, b)),
    [`person:${me}`, t("nav.portfolio")],
  ];
  if (scope.startsWith("person:") && person !== me) {
    options.push([scope, nameOf(store, person ?? "")]);
  }
  if (since !== "" && since !== undefined && !isDay(since) && !named.some(([at]) => at === since)) {
    named.push([since, t("council.a_moment")]);
  }
  return (
    <form class="council-asking" aria-label={t("council.title")} onSubmit={(event) => event.preventDefault()}>
      <Choice
        label={t("council.of")}
        value={scope}
        none={t("council.everything")}
        options={options}
        onValue={(chosen) => {
          const [kind, value = ""] = chosen.split(":");
          setQuery({ plan: kind === "plan" ? value : null, authority: kind === "authority" ? value : null, person: kind === "person" ? value : null });
        }}
      />
      <Choice
        label={t("council.sitting")}
        value={isDay(since ?? "") ? "" : (since ?? "")}
        none={t(isDay(since ?? "") ? "council.a_day" : "council.usual")}
        options={named}
        onValue={(chosen) => setQuery({ since: chosen })}
      />
      {(["since", "until"] as const).map((name) => (
        <p key={name} class="meeting-field">
          <label for={`${id}${name}`}>{t(`council.${name}`)}</label>
          <input
            id={`${id}${name}`}
            class="control"
            type="date"
            max={card.clock === "given" ? undefined : new Date().toISOString().slice(0, 10)}
            value={isDay(query.value.get(name) ?? "") ? (query.value.get(name) ?? "") : ""}
            onChange={(event) => setQuery({ [name]: event.currentTarget.value })}
          />
        </p>
      ))}
    </form>
  );
}

function Report({ network, asked }: { readonly network: LiveNetwork; readonly asked: string }) {
  const { card } = network;
  const { page, failure } = useAsked<CouncilPage>(network, `council?${asked}`);
  const [question, setQuestion] = useState<(Question & { readonly plan: string | null }) | null>(null);
  usePrinted();
  const home = paths.network(card.network_id);
  if (page === null) {
    return failure === null ? (
      <p class="empty" aria-busy="true">
        {t("loading")}
      </p>
    ) : (
      <p class="wrong" role="alert">
        {failure}
      </p>
    );
  }
  const nothing = page.figures.every(({ now, then }) => now === 0 && then === 0);
  return (
    <>
      {failure !== null && <p class="wrong">{failure}</p>}
      <div class="council-head">
        <h2>{page.title}</h2>
        <p class="quiet">{page.period}</p>
        {page.marks.map((mark) => (
          <p key={mark} class="banner">
            {mark}
          </p>
        ))}
      </div>
      <TakeIt network={network} page={page} asked={asked} />
      <section class="part" aria-labelledby="council-figures">
        <h2 id="council-figures">{t("council.figures")}</h2>
        <ul class="rows">
          {page.figures.map((line) => (
            <li key={line.kind}>
              <span>{line.said}</span>
              <Why line={line} page={page} onAsk={(one) => setQuestion({ ...one, plan: page.plan_id })} />
              <Items home={home} line={line} />
            </li>
          ))}
        </ul>
      </section>
      <Lines home={home} id="council-changed" title={t("council.changed")} lines={page.changed} none={t(nothing ? "council.empty" : "council.nothing")} />
      {page.decisions.length > 0 && (
        <section class="part" aria-labelledby="council-decisions">
          <h2 id="council-decisions">{t("council.decisions")}</h2>
          <List home={home} items={page.decisions} />
        </section>
      )}
      <Lines home={home} id="council-look" title={t("council.look")} lines={page.look} none={t("council.nothing_to_look_at")} />
      {(["axis", "plan", "authority", "person"] as const).map((kind) => (
        <Groups key={kind} kind={kind} home={home} page={page} onAsk={setQuestion} />
      ))}
      {question !== null && <Explained network={network} plan={question.plan} at={question.at ?? page.token} question={question} onClose={() => setQuestion(null)} />}
    </>
  );
}

/** What a sentence counts, now and then. */
function Why({ line: { said, keys, kind, then, now }, page, onAsk }: { readonly line: CouncilLine; readonly page: CouncilPage; readonly onAsk: (question: Question) => void }) {
  const written = MONEY.has(kind) ? money : count;
  if (keys === null) {
    return null;
  }
  return (
    <>
      {now > 0 && (
        <button type="button" class="button button-small" onClick={() => onAsk({ title: said, keys, written, at: page.token })}>
          {t("council.explain")}
          <span class="hidden"> {said}</span>
        </button>
      )}
      {then !== null && then > 0 && then !== now && (
        <button type="button" class="button button-small" onClick={() => onAsk({ title: said, keys, written, at: page.since })}>
          {t("council.explain_then", { day: day(page.since_on) })}
          <span class="hidden"> {said}</span>
        </button>
      )}
    </>
  );
}

const MONEY: ReadonlySet<string> = new Set(["planned", "actual", "funded"]);
const FEW = 3; // items that stand open

interface LinesProps {
  readonly home: string;
  readonly id: string;
  readonly title: string;
  readonly lines: readonly CouncilLine[];
  readonly none: string;
}

export function Lines({ home, id, title, lines, none }: LinesProps) {
  return (
    <section class="part" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lines.length === 0 && <p class="quiet">{none}</p>}
      <ul class="rows">
        {lines.map((line) => (
          <li key={line.kind}>
            <span>{line.said}</span>
            <Items home={home} line={line} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The items that a sentence counts; a few of them stand open. */
function Items({ home, line: { said, items, now } }: { readonly home: string; readonly line: CouncilLine }) {
  return items.length === 0 ? null : (
    <details class="council-items" open={items.length <= FEW}>
      <summary>
        {plural("council.list", items.length)}
        <span class="hidden"> {said}</span>
      </summary>
      <List home={home} items={items} />
      {items.length === MOST && now > MOST && <p class="quiet">{t("council.only_first", { count: count(MOST) })}</p>}
    </details>
  );
}

const MOST = 100; // as service/documents/council.py has it

function List({ home, items }: { readonly home: string; readonly items: readonly CouncilItem[] }) {
  return (
    <ul class="council-list">
      {items.map((one) => (
        <li key={one.item_id}>
          <a href={`${home}/${one.link}`}>{one.title}</a> {one.note !== "" && <span class="quiet">{one.note}</span>}
        </li>
      ))}
    </ul>
  );
}

interface GroupsProps {
  readonly kind: CouncilGroup["kind"];
  readonly home: string;
  readonly page: CouncilPage;
  readonly onAsk: (question: Question & { readonly plan: string | null }) => void;
}

const COLUMNS: readonly (readonly [keyof CouncilSums, (part: string) => string])[] = [
  ["actions", (part) => `status.${part}.*`],
  ["done", (part) => `status.${part}.done`],
  ["late", (part) => `late.${part}`],
  ["planned", (part) => `planned.${part}`],
  ["actual", (part) => `actual.${part}`],
];

/** Figures apart: what they are, and in brackets what they were where that is another number. */
function Groups({ kind, home, page, onAsk }: GroupsProps) {
  const groups = page.groups.filter((one) => one.kind === kind);
  const title = t(`council.by_${kind}`);
  return groups.length === 0 ? null : (
    <section class="part">
      <h2>{title}</h2>
      <p class="quiet">{t("council.cells", { day: day(page.since_on) })}</p>
      <div class="table-scroll" role="region" aria-label={title} tabIndex={0}>
        <table class="report counted">
          <thead>
            <tr>
              <th scope="col">{t(`council.of_${kind}`)}</th>
              {COLUMNS.map(([name]) => (
                <th key={name} scope="col" class="number">
                  {t(`council.column_${name}` as "council.column_actions")}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={`${group.link}${group.title}`}>
                <th scope="row">{group.link === "" ? group.title : <a href={`${home}/${group.link}`}>{group.title}</a>}</th>
                {COLUMNS.map(([name, keys]) => {
                  const written = MONEY.has(name) ? money : count;
                  const [was, is] = [group.then[name], group.now[name]];
                  const asked = { title: `${group.title} – ${t(`council.column_${name}` as "council.column_actions")}`, keys: keys(group.part ?? ""), written, at: page.token };
                  return (
                    <td key={name} class={is === 0 ? "number quiet" : "number"}>
                      <Counted cell={{ value: is, written: written(is), ...(group.part === null ? {} : { question: asked }) }} onAsk={(question) => onAsk({ ...question, plan: group.plan })} />
                      {was !== is && <span class="quiet"> ({written(was)})</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

/** The paper, the text of a letter, and the printer. */
export function TakeIt({ network, page, asked }: { readonly network: LiveNetwork; readonly page: CouncilPage; readonly asked: string }) {
  const id = useId();
  const [told, setTold] = useState("");
  const [shown, setShown] = useState(false);
  const text = `${page.text}\n${location.href}\n`;
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setTold(t("council.copied"));
    } catch {
      setShown(true); // a browser may forbid it: whoever wants the text selects it
      setTold(t("council.not_copied"));
    }
  };
  return (
    <div class="council-take">
      <Take path={`/networks/${network.card.network_id}/council.pdf?${asked}`} label={t("council.take")} hint={t("council.take_hint")} />
      <div>
        <button type="button" class="button" onClick={() => void copy()}>
          {t("council.copy")}
        </button>
        <p role="status" class="hint">
          {told}
        </p>
      </div>
      <button type="button" class="button" onClick={() => print()}>
        {t("council.print")}
      </button>
      {shown && (
        <p class="council-text">
          <label for={id}>{t("council.the_text")}</label>
          <textarea id={id} class="control" rows={12} readOnly value={text} />
        </p>
      )}
    </div>
  );
}

/** On paper everything stands open; afterwards it is as it was. */
export function usePrinted(): void {
  useEffect(() => {
    let folded: readonly HTMLDetailsElement[] = [];
    const before = (): void => {
      folded = [...document.querySelectorAll<HTMLDetailsElement>(".council details:not([open])")];
      folded.forEach((one) => (one.open = true));
    };
    const after = (): void => folded.forEach((one) => (one.open = false));
    addEventListener("beforeprint", before);
    addEventListener("afterprint", after);
    return () => {
      removeEventListener("beforeprint", before);
      removeEventListener("afterprint", after);
    };
  }, []);
}

/** The share of something in hundredths; of nothing none. */
export function shareOf(part: number, whole: number): string {
  return percent(whole === 0 ? 0 : part / whole);
}
