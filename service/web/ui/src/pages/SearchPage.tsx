/** All that was found, under an address of its own: what is looked for stands in it, and the kind that alone is shown. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import type { LiveNetwork } from "../live/network.ts";
import { paths, query, setQuery } from "../router.ts";
import { FoundItem } from "../search/Pieces.tsx";
import { howMany, kindName, summary, useFinding } from "../search/finding.ts";

export function SearchPage({ network }: { readonly network: LiveNetwork }) {
  const id = network.card.network_id;
  const asked = query.value.get("q") ?? "";
  const kind = query.value.get("kind");
  const [words, setWords] = useState(asked);
  useEffect(() => setWords((now) => (now.trim() === asked ? now : asked)), [asked]);
  const every = useFinding(id, words, 10);
  const alone = useFinding(id, kind === null ? "" : words, 100, kind);
  const found = kind === null ? every : alone;
  const kinds = every?.groups ?? [];
  return (
    <div class="page search">
      <h1 tabIndex={-1}>{t("search.title")}</h1>
      <form role="search" onSubmit={(event) => event.preventDefault()}>
        <input
          type="search"
          class="search-box"
          aria-label={t("search.label")}
          aria-describedby="search-says"
          placeholder={t("search.placeholder")}
          autocomplete="off"
          value={words}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setQuery({ q: event.currentTarget.value.trim() });
          }}
        />
      </form>
      <p id="search-says" class="quiet" role="status">
        {summary(found, words)}
      </p>
      {kinds.length > 0 && (
        <nav aria-label={t("search.kinds")}>
          <ul class="search-kinds">
            <li>
              <a class="chip" href={paths.search(id, words.trim())} aria-current={kind === null ? "true" : undefined}>
                {t("search.every_kind")}
              </a>
            </li>
            {kinds.map((group) => (
              <li key={group.kind}>
                <a class="chip" href={paths.search(id, words.trim(), group.kind)} aria-current={kind === group.kind ? "true" : undefined}>
                  {kindName(group.kind)} <span class="quiet">{group.more ? `${group.count}+` : group.count}</span>
                </a>
              </li>
            ))}
          </ul>
        </nav>
      )}
      {found?.groups.map((group) => (
        <section key={group.kind} aria-labelledby={`search-${group.kind}`}>
          <h2 id={`search-${group.kind}`}>
            {kindName(group.kind)} <span class="quiet">{howMany(group)}</span>
          </h2>
          <ul>
            {group.items.map((item) => (
              <li key={item.item_id}>
                <a class="found" href={`${paths.network(id)}/${item.link}`}>
                  <FoundItem item={item} />
                </a>
              </li>
            ))}
          </ul>
          {group.count > group.items.length && kind === null && <a href={paths.search(id, words.trim(), group.kind)}>{t("search.of_kind", { kind: kindName(group.kind) })}</a>}
        </section>
      ))}
    </div>
  );
}
