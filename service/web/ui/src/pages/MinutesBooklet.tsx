/** The booklet of a meeting: key figures, a chapter a workshop, the next steps, and the annex with every contribution. */

import { useEffect, useState } from "preact/hooks";
import { ask, explain } from "../api.ts";
import { minutesId } from "../authority.ts";
import { day, list, longDayOf } from "../format.ts";
import { language, plural, type PluralKey, t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { nameOf } from "../parts/People.tsx";
import { Take } from "../parts/Take.tsx";
import { paths } from "../router.ts";
import type { Booklet, BookletChapter, BookletStep, BookletText, Uuid } from "../types.ts";

export function MinutesBooklet({ network, meeting }: { readonly network: LiveNetwork; readonly meeting: Uuid }) {
  const { store, card } = network;
  const [booklet, setBooklet] = useState<Booklet | null>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const row = store.row("minutes_list", minutesId(meeting));
  const address = `/networks/${card.network_id}/meetings/${meeting}/booklet`;
  useEffect(() => {
    let stale = false;
    ask<Booklet>("GET", address)
      .then((told) => !stale && setBooklet(told))
      .catch((problem: unknown) => !stale && setWrong(explain(problem)));
    return () => {
      stale = true;
    };
  }, [address, row]);
  if (booklet === null) {
    return (
      <div class="empty" aria-busy={wrong === null}>
        <h1 tabIndex={-1}>{t(wrong === null ? "loading" : "booklet.title")}</h1>
        {wrong !== null && <p>{wrong}</p>}
        <p>
          <a href={paths.minutes(card.network_id, meeting)}>{t("minutes.see")}</a>
        </p>
      </div>
    );
  }
  const { counts } = booklet;
  const as = (["elected", "officer", "other"] as const).map((one) => [one, { elected: counts.elected, officer: counts.officers, other: counts.others }[one]] as const).filter(([, many]) => many > 0);
  return (
    <article class="page booklet">
      <header>
        <h1 tabIndex={-1}>{booklet.title}</h1>
        <p class="lead-in">{[booklet.meeting, day(booklet.held_on), booklet.place].filter((part) => part !== null).join(" · ")}</p>
        <p role="status">{booklet.published_at === null ? t("booklet.not_published") : t("booklet.published", { when: longDayOf(booklet.published_at) })}</p>
        <p>
          <a class="button" href={paths.minutes(card.network_id, meeting)}>
            {t("minutes.see")}
          </a>
        </p>
        <Take path={`${address}.pdf?language=${language.value}`} label={t("booklet.pdf")} />
      </header>
      <section aria-labelledby="figures">
        <h2 id="figures">{t("booklet.figures")}</h2>
        <ul class="booklet-figures">
          <li>
            <strong>{plural("meeting.people", counts.people)}</strong> {as.length > 0 && list(as.map(([one, many]) => plural(`meeting.as.${one}`, many)))}
          </li>
          <li>
            <strong>{plural("meeting.authorities", counts.authorities)}</strong>{" "}
            {counts.authorities > 0 && list(Object.entries(counts.authorities_by_kind).map(([kind, many]) => plural(`meeting.of_kind.${kind}` as PluralKey, many)))}
          </li>
          <li>
            <strong>{plural("booklet.workshops", booklet.chapters.length)}</strong>
          </li>
          <li>
            <strong class="booklet-contributions">{plural("booklet.contributions", booklet.contributions)}</strong>
          </li>
        </ul>
      </section>
      <Written texts={booklet.opening} as="h2" />
      {booklet.chapters.map((chapter) => (
        <Chapter key={chapter.workshop_id} chapter={chapter} />
      ))}
      <section aria-labelledby="next-steps">
        <h2 id="next-steps">{t("booklet.next_steps")}</h2>
        {booklet.decisions.length > 0 && <Decisions network={network} steps={booklet.decisions} />}
        <Written texts={booklet.next_steps} as="h3" />
      </section>
      {booklet.contributions > 0 && (
        <section aria-labelledby="annex">
          <h2 id="annex">{t("booklet.annex")}</h2>
          <p class="quiet">{t("booklet.annex_note")}</p>
          {booklet.chapters
            .filter(({ annex }) => annex.length > 0)
            .map((chapter) => (
              <Annex key={chapter.workshop_id} chapter={chapter} />
            ))}
        </section>
      )}
      {booklet.published_at !== null && <p class="quiet booklet-digest">{t("booklet.footer", { digest: booklet.digest })}</p>}
    </article>
  );
}

function Written({ texts, as: Heading }: { readonly texts: readonly BookletText[]; readonly as: "h2" | "h3" }) {
  return (
    <>
      {texts.map(({ heading, text }) => (
        <div key={heading}>
          <Heading>{heading}</Heading>
          <p class="meeting-text">{text}</p>
        </div>
      ))}
    </>
  );
}

function Chapter({ chapter }: { readonly chapter: BookletChapter }) {
  const id = `chapter-${chapter.workshop_id}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{chapter.title}</h2>
      <h3>{t("booklet.questions")}</h3>
      <ol>
        {chapter.questions.map((question) => (
          <li key={question} class="meeting-text">
            {question}
          </li>
        ))}
      </ol>
      <p>
        <strong>
          {[chapter.groups === 0 ? null : plural("booklet.groups", chapter.groups), plural("booklet.contributions", chapter.contributions)].filter((part) => part !== null).join(" · ")}
        </strong>
      </p>
      {chapter.orientations.length > 0 && (
        <>
          <h3>{t("booklet.orientations")}</h3>
          <ul>
            {chapter.orientations.map(({ orientation, contributions }) => (
              <li key={orientation}>{t("booklet.tally", { orientation, count: contributions })}</li>
            ))}
          </ul>
        </>
      )}
      <Written texts={chapter.ideas} as="h3" />
    </section>
  );
}

function Decisions({ network, steps }: { readonly network: LiveNetwork; readonly steps: readonly BookletStep[] }) {
  const { store } = network;
  const whose = ({ owner_id, authority_id }: BookletStep): string =>
    owner_id !== null ? nameOf(store, owner_id) : authority_id === null ? "" : (store.row("member_list", authority_id)?.name ?? "");
  return (
    <div class="booklet-wide" tabIndex={0} role="region" aria-label={t("booklet.decision")}>
      <table class="booklet-table">
        <thead>
          <tr>
            <th scope="col">{t("booklet.decision")}</th>
            <th scope="col">{t("booklet.owner")}</th>
            <th scope="col">{t("booklet.due")}</th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.decision_id}>
              <td class="meeting-text">{step.text}</td>
              <td>{whose(step)}</td>
              <td>{day(step.due_on)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Annex({ chapter }: { readonly chapter: BookletChapter }) {
  return (
    <div class="booklet-wide" tabIndex={0} role="region" aria-label={`${t("booklet.annex")}, ${chapter.title}`}>
      <table class="booklet-table">
        <caption>{chapter.title}</caption>
        <thead>
          <tr>
            <th scope="col">{t("booklet.orientation")}</th>
            <th scope="col">{t("booklet.action")}</th>
            <th scope="col">{t("booklet.objective")}</th>
            <th scope="col">{t("booklet.group")}</th>
          </tr>
        </thead>
        <tbody>
          {chapter.annex.map((one) => (
            <tr key={one.contribution_id}>
              <td>{one.orientation}</td>
              <td class="meeting-text">{one.action}</td>
              <td class="meeting-text">{one.objective}</td>
              <td>{one.group}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
