/** The frame of every page: who and where one is, whether what is shown is up to date, what waits. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { said } from "../announce.ts";
import { arrive } from "../back.ts";
import { noteVisits } from "../home/visiting.ts";
import { lawful, plural, t, type Key } from "../i18n.ts";
import { network } from "../live/network.ts";
import { Icon, Mark } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { Rewritten } from "../parts/ProofReach.tsx";
import { place } from "../router.ts";
import { ended, person } from "../session.ts";
import { waitingOf, watchWaiting } from "../waiting/waiting.ts";
import { version } from "../../package.json";
import { Account } from "./Account.tsx";
import { LanguageSwitch } from "./LanguageSwitch.tsx";
import { LinkState } from "./LinkState.tsx";
import { NetworkSwitch } from "./NetworkSwitch.tsx";
import { Notices } from "./Notices.tsx";
import { SearchOpener } from "./SearchOpener.tsx";
import { current, MORE, SECTIONS } from "./sections.ts";

/** What the law wants within reach of every page. The service writes these pages, and has the same links below its own (service/public/layout.py). */
const FOOT: readonly (readonly [Key, string])[] = [
  ["foot.accessibility", "/accessibilite"],
  ["foot.site_map", "/plan-du-site"],
  ["foot.legal", "/mentions-legales"],
  ["foot.privacy", "/donnees-personnelles"],
  ["foot.contact", "/contact"],
  ["public.all", "/public"],
];

export function Shell({ children }: { readonly children: ComponentChildren }) {
  const live = network.value;
  return (
    <>
      <ul class="skips">
        <li>
          <a href="#main">{t("skip.main")}</a>
        </li>
        {live !== null && (
          <li>
            <a href="#sections">{t("skip.nav")}</a>
          </li>
        )}
      </ul>
      <header class="top">
        <a class="brand" href="/">
          <Mark />
          <span>Club 21</span>
          <span class="hidden">, {t("nav.home")}</span>
        </a>
        {live !== null && <NetworkSwitch network={live} />}
        {live !== null && <Sections />}
        <div class="top-end">
          {live !== null && <SearchOpener network={live.card.network_id} />}
          {live !== null && <LinkState network={live} />}
          <LanguageSwitch />
          {person.value !== null && <Account />}
        </div>
      </header>
      {live?.card.demonstration === true && (
        <aside class="banner banner-demo" aria-label={t("demo.title")}>
          <Icon name="flag" />
          <p>
            <strong>{t("demo.title")}</strong> {t("demo.sentence")} <span class="wide-only">{t("demo.more")}</span>
          </p>
        </aside>
      )}
      {live !== null && <Rewritten log={live.log} />}
      {live?.card.archived === true && (
        <aside class="banner banner-demo" aria-label={t("archived.title")}>
          <p>{t("archived.sentence")}</p>
        </aside>
      )}
      {ended.value && (
        <div class="banner banner-ended" role="alert">
          <p>{t("session.ended")}</p>
          <a class="button button-small" href="/sign-in">
            {t("sign_in.do")}
          </a>
        </div>
      )}
      <Notices />
      <Main>{children}</Main>
      <footer class="foot">
        <ul>
          {FOOT.map(([label, href]) => (
            <li key={href}>
              <a href={lawful(href)}>{t(label)}</a>
            </li>
          ))}
          <li class="quiet">{t("foot.version", { version })}</li>
          {live !== null && live.connection.head.value !== null && (
            <li class="quiet">{t("foot.position", { token: `${live.connection.head.value.epoch}.${live.connection.head.value.pos}` })}</li>
          )}
        </ul>
      </footer>
      <div class="hidden" role="log" aria-live="polite" aria-label={t("log.label")}>
        {said.value.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </>
  );
}

/** A new place begins at its heading, or where one stood before: the focus goes there, and the tab takes its name. */
function Main({ children }: { readonly children: ComponentChildren }) {
  const main = useRef<HTMLElement>(null);
  const here = place.value;
  const where = JSON.stringify(here);
  const first = useRef(true);
  useEffect(() => {
    const shown = main.current;
    if (shown === null) {
      return undefined;
    }
    let wanted = !first.current;
    first.current = false;
    let lastTitle = "";
    const settle = (): void => {
      const heading = shown.querySelector<HTMLElement>("h1");
      const title = heading?.textContent ?? "";
      if (title !== "" && title !== lastTitle) {
        lastTitle = title;
        document.title = [title, network.peek()?.card.name, "Club 21"].filter((part, at, all) => part !== undefined && all.indexOf(part) === at).join(" – ");
      }
      if (wanted && heading !== null && shown.querySelector("[aria-busy=true]") === null) {
        const found = arrive(shown);
        wanted = found === "drawing";
        if (found !== "nowhere") {
          return;
        }
        heading.tabIndex = -1;
        heading.focus({ preventScroll: true });
        scrollTo(0, 0);
      }
    };
    settle();
    const observer = new MutationObserver(settle);
    observer.observe(shown, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [where]);
  return (
    <main id="main" ref={main} tabIndex={-1} class={`main main-${here.name}`}>
      {children}
    </main>
  );
}

function Sections() {
  const live = network.value;
  const here = place.value.name;
  useEffect(() => (live === null ? undefined : watchWaiting(live)), [live]);
  useEffect(() => (live === null ? undefined : noteVisits(live)), [live]);
  if (live === null) {
    return null;
  }
  const waits = waitingOf(live)?.waiting.length ?? 0;
  const count = waits > 0 && (
    <span class="count">
      <span aria-hidden="true">{waits}</span>
      <span class="hidden">{plural("waiting.some", waits)}</span>
    </span>
  );
  const whole = live.card.roles.some(({ topics }) => topics.length === 0) || live.store.row("network_profile", live.card.network_id) !== null;
  const links = (sections: typeof SECTIONS) =>
    sections.filter(({ ofPlans }) => whole || ofPlans === true).map((section) => (
      <li key={section.label}>
        <a href={section.href(live.card.network_id)} aria-current={current(section, here)}>
          {t(section.label)}
          {section.own === "waiting" && count}
        </a>
      </li>
    ));
  return (
    <nav id="sections" class="sections" aria-label={t("nav.network")} tabIndex={-1}>
      <ul class="section-row">
        {links(SECTIONS)}
        <li>
          <Menu
            kind={MORE.some((section) => current(section, here) !== undefined) ? "more more-here" : "more"}
            summary={
              <>
                {t("nav.more")}
                <span class="hidden">{t("nav.more_pages")}</span>
                {count}
                <Icon name="down" />
              </>
            }
          >
            <ul class="menu-links">{links(MORE)}</ul>
          </Menu>
        </li>
      </ul>
    </nav>
  );
}
