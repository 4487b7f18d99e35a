/**
 * Wherever a page would write the mark of a text that was taken out of the log, it says so in words: titles, lists, choices alike.
 *
 * One place for all, because a page that forgot it would show a mark of the storage to people. What people type in is not touched.
 */

import { options, type VNode } from "preact";
import { t } from "../i18n.ts";
import { REDACTED } from "../plan/fields.ts";

const before = options.vnode;
options.vnode = (vnode: VNode): void => {
  const props = vnode.props as { children?: unknown };
  if (props.children === REDACTED) {
    props.children = t("redact.marker");
  } else if (Array.isArray(props.children) && props.children.includes(REDACTED)) {
    props.children = props.children.map((child: unknown) => (child === REDACTED ? t("redact.marker") : child));
  }
  before?.(vnode);
};
