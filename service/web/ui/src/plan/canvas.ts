/** Starting the process of a plan from a canvas: its steps are copied, so that each process goes its own way. */

import { processId } from "../authority.ts";
import { newId } from "../ids.ts";
import { between } from "../order.ts";
import type { Canvas, Command, NewProcessStep, Uuid } from "../types.ts";

export interface From {
  readonly canvas: Canvas | null;
  readonly template: Uuid | null;
  readonly titles: readonly string[];
}

export function startFrom(network: Uuid, plan: Uuid, { canvas, template, titles }: From): { readonly stream: Uuid; readonly command: Command } {
  const steps: Record<string, NewProcessStep> = {};
  let key: string | null = null;
  for (const title of titles) {
    key = between(key, null);
    steps[newId()] = { title, order_key: key };
  }
  return { stream: processId(network, plan), command: { tag: "process.start", plan, canvas, template, steps } };
}
