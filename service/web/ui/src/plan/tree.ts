/** A plan in reading order: axes and their sub-axes, in each its actions, under each action its sub-actions. */

import { inOrder } from "../order.ts";
import type { AxisList, PlanBoard, Uuid } from "../types.ts";

export interface AxisPlace {
  readonly axis: AxisList;
  readonly depth: number;
}

export interface Group {
  /** Null for the actions that belong to no axis. */
  readonly axis: AxisList | null;
  readonly depth: number;
  /** Actions, each followed by its sub-actions. */
  readonly actions: readonly PlanBoard[];
}

const byAxis = inOrder<AxisList>((axis) => axis.axis_id);
const byAction = inOrder<PlanBoard>((action) => action.action_id);

/** Every axis that stands, parents before children, each level in its order. */
export function axesInOrder(axes: readonly AxisList[], withdrawn = false): readonly AxisPlace[] {
  const standing = axes.filter((axis) => withdrawn || !axis.withdrawn);
  const known = new Set(standing.map((axis) => axis.axis_id));
  const under = gathered(standing, (axis) => (axis.parent_id !== null && known.has(axis.parent_id) ? axis.parent_id : null));
  const places: AxisPlace[] = [];
  const visited = new Set<Uuid>();
  const visit = (parent: Uuid | null, depth: number): void => {
    for (const axis of (under.get(parent) ?? []).sort(byAxis)) {
      if (!visited.has(axis.axis_id)) {
        visited.add(axis.axis_id);
        places.push({ axis, depth });
        visit(axis.axis_id, depth + 1);
      }
    }
  };
  visit(null, 0);
  // Two people moving axes at once may have made a ring: its axes are shown all the same.
  for (const axis of standing) {
    if (!visited.has(axis.axis_id)) {
      visited.add(axis.axis_id);
      places.push({ axis, depth: 0 });
      visit(axis.axis_id, 1);
    }
  }
  return places;
}

/** An axis and all that stands under it; nothing for no axis. */
export function within(axes: readonly AxisList[], axis: Uuid): ReadonlySet<Uuid> {
  const inside = new Set<Uuid>();
  for (const { axis: place } of axesInOrder(axes)) {
    if (place.axis_id === axis || (place.parent_id !== null && inside.has(place.parent_id))) {
      inside.add(place.axis_id);
    }
  }
  return inside;
}

/** Actions by axis; an action whose axis is gone stands with those that have none. */
export function groupsOf(axes: readonly AxisList[], actions: readonly PlanBoard[]): readonly Group[] {
  const places = axesInOrder(axes);
  const known = new Set(places.map(({ axis }) => axis.axis_id));
  const present = new Set(actions.map((action) => action.action_id));
  const children = gathered(actions, (action) => (action.parent_id !== null && present.has(action.parent_id) ? action.parent_id : null));
  const tops = gathered(children.get(null) ?? [], (action) => (action.axis_id !== null && known.has(action.axis_id) ? action.axis_id : null));
  const inside = (axis: Uuid | null): readonly PlanBoard[] =>
    (tops.get(axis) ?? []).sort(byAction).flatMap((action) => [action, ...(children.get(action.action_id) ?? []).sort(byAction)]);
  const groups: Group[] = places.map(({ axis, depth }) => ({ axis, depth, actions: inside(axis.axis_id) }));
  const loose = inside(null);
  return loose.length > 0 || groups.length === 0 ? [...groups, { axis: null, depth: 0, actions: loose }] : groups;
}

/** The order keys on both sides of the place after `after` (null: first) among actions of one axis or one parent. */
export function siblings(actions: readonly PlanBoard[], axis: Uuid | null, parent: Uuid | null): readonly PlanBoard[] {
  return actions.filter((action) => action.parent_id === parent && (parent !== null || action.axis_id === axis)).sort(byAction);
}

function gathered<R>(rows: readonly R[], key: (row: R) => Uuid | null): Map<Uuid | null, R[]> {
  const map = new Map<Uuid | null, R[]>();
  for (const row of rows) {
    const found = map.get(key(row));
    if (found === undefined) {
      map.set(key(row), [row]);
    } else {
      found.push(row);
    }
  }
  return map;
}
