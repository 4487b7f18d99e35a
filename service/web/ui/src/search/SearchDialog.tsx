/** The box that finds everything: one types, goes through what is found with the arrows, and opens it with Enter (WAI-ARIA combobox). */

import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Dialog } from "../parts/Dialog.tsx";
import { go, paths, query } from "../router.ts";
import { FoundItem } from "./Pieces.tsx";
import { howMany, isEnough, kindName, summary, useFinding } from "./finding.ts";

const OF_EACH = 5;

interface Props {
  readonly network: string;
  readonly onClose: () => void;
}

export function SearchDialog({ network, onClose }: Props) {
  const id = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const found = useFinding(network, words, OF_EACH);
  const groups = found?.groups ?? [];
  const items = groups.flatMap((group) => group.items);
  const all = paths.search(network, words.trim());
  const links = items.length === 0 ? [] : [...items.map(({ link }) => `${paths.network(network)}/${link}`), all];
  const optionId = (index: number): string => `${id}-${index}`;
  useEffect(() => setAt(0), [found]);
  useEffect(() => document.getElementById(optionId(at))?.scrollIntoView({ block: "nearest" }), [at]);

  const open = (href: string): void => {
    onClose();
    go(href);
  };
  const onKey = (event: KeyboardEvent): void => {
    const last = links.length - 1;
    const next = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at === 0 ? last : at - 1 }[event.key];
    if (next !== undefined && last >= 0) {
      event.preventDefault();
      setAt(next);
    } else if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      // Whoever is quicker than the answer sees all of it on its page, and opens nothing that was found for other words.
      const href = found?.words === words.trim() ? links[at] : undefined;
      if (href !== undefined || isEnough(words)) {
        open(href ?? all);
      }
    }
  };

  let index = -1;
  const option = (href: string, key: string, content: ComponentChildren) => {
    index += 1;
    return (
      <a key={key} id={optionId(index)} class="found" role="option" tabIndex={-1} href={href} aria-selected={index === at} onClick={onClose}>
        {content}
      </a>
    );
  };
  return (
    <Dialog title={t("search.title")} onClose={onClose} wide>
      <div class="dialog-body search">
        <input
          type="text"
          class="search-box"
          role="combobox"
          aria-label={t("search.label")}
          aria-expanded={links.length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={links.length > 0 ? optionId(at) : undefined}
          aria-describedby={`${id}-says`}
          placeholder={t("search.placeholder")}
          autocomplete="off"
          spellcheck={false}
          enterkeyhint="search"
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
          onKeyDown={onKey}
        />
        <p id={`${id}-says`} class="quiet" role="status">
          {summary(found, words)}
        </p>
        {query.value.has("at") && <p class="quiet">{t("search.today")}</p>}
        <div id={`${id}-list`} class="search-list" role="listbox" aria-label={t("search.results")} hidden={links.length === 0}>
          {groups.map((group) => (
            <div key={group.kind} role="group" aria-label={`${kindName(group.kind)}, ${howMany(group)}`}>
              <p class="search-kind" aria-hidden="true">
                {kindName(group.kind)} <span class="quiet">{howMany(group)}</span>
              </p>
              {group.items.map((item) => option(`${paths.network(network)}/${item.link}`, item.item_id, <FoundItem item={item} />))}
            </div>
          ))}
          {links.length > 0 && option(all, "all", <span class="found-title">{t("search.all")}</span>)}
        </div>
      </div>
    </Dialog>
  );
}
