/** What is pressed: buttons in each state, links that look like one, tabs, menus, dialogues. */

import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { type Key, t } from "../i18n.ts";
import { Confirm } from "../parts/Confirm.tsx";
import { Dialog } from "../parts/Dialog.tsx";
import { Explained } from "../parts/Explained.tsx";
import { Follow } from "../parts/Follow.tsx";
import { Icon } from "../parts/Icon.tsx";
import { Menu } from "../parts/Menu.tsx";
import { Secret } from "../parts/Secret.tsx";
import { Take } from "../parts/Take.tsx";
import { count } from "../format.ts";
import { ACTION, LONG, NETWORK, network, PLAN } from "./examples.ts";
import { In, Kind, Shown } from "./Shown.tsx";

const KINDS: readonly (readonly [string, Key])[] = [
  ["button button-main", "gallery.main"],
  ["button", "gallery.rest"],
  ["button button-small", "gallery.small"],
  ["button-plain", "gallery.plain"],
];

export function Presses() {
  return (
    <Kind title="gallery.presses">
      <Shown part="button">
        {KINDS.map(([kind, state]) => (
          <In key={kind} state={state}>
            <button type="button" class={kind}>
              <Icon name="plus" />
              {t("do.save")}
            </button>
            <button type="button" class={kind} aria-disabled="true">
              {t("gallery.busy")}
            </button>
            <button type="button" class={kind} disabled>
              {t("gallery.disabled")}
            </button>
          </In>
        ))}
        <In state="gallery.pressed">
          <button type="button" class="button" aria-pressed="true">
            {t("filter.mine")}
          </button>
        </In>
        <In state="gallery.large">
          <button type="button" class="button button-main button-large">
            {t("do.save")}
          </button>
        </In>
        <In state="gallery.long">
          <button type="button" class="button">
            {LONG}
          </button>
        </In>
        <In state="gallery.none">
          <button type="button" class="button-plain">
            <Icon name="close" />
            <span class="hidden">{t("do.close")}</span>
          </button>
        </In>
      </Shown>
      <Shown part="tabs">
        <nav class="tabs" aria-label={t("nav.plan")}>
          <ul>
            <li>
              <a href="/gallery" aria-current="page">
                {t("tab.table")}
              </a>
            </li>
            <li>
              <a href="/gallery">
                {t("tab.conflicts")} <span class="count">{count(2)}</span>
              </a>
            </li>
          </ul>
        </nav>
      </Shown>
      <Shown part="Follow">
        <Follow network={NETWORK} item={PLAN} title={ACTION.title} />
        <Follow network={NETWORK} item={ACTION.action_id} title={ACTION.title} />
      </Shown>
      <Shown part="Take">
        <Take path="/gallery-file" label={t("gallery.rest")} hint={t("gallery.about")} />
      </Shown>
      <Shown part="Menu">
        <Menu
          summary={
            <>
              {t("nav.more")} <Icon name="down" />
            </>
          }
        >
          <ul class="menu-links">
            <li>
              <a href="/gallery" aria-current="true">
                {t("gallery.title")}
              </a>
            </li>
            <li>
              <a href="/account">{t("my_account.title")}</a>
            </li>
          </ul>
        </Menu>
      </Shown>
      <Shown part="Dialog">
        <Opens>{(close) => <Plain onClose={close} title={t("gallery.title")} />}</Opens>
        <Opens>{(close) => <Plain onClose={close} title={LONG} />}</Opens>
      </Shown>
      <Shown part="Confirm">
        <Opens>
          {(close) => (
            <Confirm title={t("gallery.title")} does={t("do.save")} onConfirm={() => Promise.resolve()} onClose={close}>
              <p>{LONG}</p>
            </Confirm>
          )}
        </Opens>
        <Opens state="gallery.invalid">
          {(close) => (
            <Confirm title={t("gallery.title")} does={t("do.save")} onConfirm={() => Promise.reject(new Error())} onClose={close}>
              <p>{ACTION.title}</p>
            </Confirm>
          )}
        </Opens>
      </Shown>
      <Shown part="Secret">
        <Opens>{(close) => <Secret title={t("gallery.title")} secret="club21_0000" how={LONG} onClose={close} />}</Opens>
      </Shown>
      <Shown part="Explained">
        <Opens>
          {(close) => (
            <Explained network={network} plan={PLAN} at={null} question={{ title: t("status.in_progress"), keys: "status", written: count }} onClose={close} />
          )}
        </Opens>
      </Shown>
    </Kind>
  );
}

function Plain({ title, onClose }: { readonly title: string; readonly onClose: () => void }) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">
        <p>{ACTION.description}</p>
        <footer class="dialog-foot">
          <button type="button" class="button" onClick={onClose}>
            {t("do.cancel")}
          </button>
        </footer>
      </div>
    </Dialog>
  );
}

/** What stands over the page is opened first. */
function Opens({ state = "gallery.open", children }: { readonly state?: Key; readonly children: (close: () => void) => ComponentChildren }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" class="button opens" onClick={() => setOpen(true)}>
        {t(state)}
      </button>
      {open && children(() => setOpen(false))}
    </>
  );
}
