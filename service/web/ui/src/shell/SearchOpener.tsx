/** The way to search, on every page of a network: a button in the bar, and Ctrl or ⌘ with K. */

import { useEffect, useState } from "preact/hooks";
import { t } from "../i18n.ts";
import { Icon } from "../parts/Icon.tsx";
import { later } from "../parts/Later.tsx";

const SearchDialog = later(() => import("../search/SearchDialog.tsx").then((part) => part.SearchDialog), "part");

export function SearchOpener({ network }: { readonly network: string }) {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        setOpen(true);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button type="button" class="button search-open" aria-label={t("nav.search")} aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" title="Ctrl + K" onClick={() => setOpen(true)}>
        <Icon name="search" />
        <span class="search-word">{t("nav.search")}</span>
      </button>
      {open && <SearchDialog network={network} onClose={() => setOpen(false)} />}
    </>
  );
}
