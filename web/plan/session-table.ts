import { counted, percent, pictureNumber } from "../../src/report/picture-numbers.js";
import type { ReportedSession } from "../../src/report/plan-report.js";
import { button, element } from "../page/element.js";
import type { PlanView, SessionKey } from "./plan-view.js";
import type { TimeAxis } from "./time-axis.js";

const ROWS_AT_A_TIME = 20;

interface Column {
  readonly key: SessionKey;
  readonly head: string;
  /** What one sorts by. */
  readonly order: string;
  readonly isNumber?: boolean;
  readonly cell: (session: ReportedSession) => string;
}

/** The sessions as a table to sort, some rows and more when asked for. Its order is the Gantt chart's too. */
export function sessionTable(view: PlanView, axis: TimeAxis, goTo: (session: number) => void): HTMLElement[] {
  const columns = columnsOf(view, axis);
  const body = element("tbody");
  const caption = element("caption");
  const heads = columns.map((column) => headCell(view, column));
  const showMore = () => {
    const first = body.rows.length;
    const next = view.order.slice(first, first + ROWS_AT_A_TIME);
    body.append(...next.map((session) => row(view, columns, session, goTo)));
    const shown = body.rows.length;
    const all = view.order.length;
    const order = `by ${columns.find(({ key }) => key === view.key)!.order}`;
    const count = shown < all ? `The first ${shown} of ${counted(all, "session")}` : counted(all, "session");
    caption.textContent = `${count}, ${order}${view.isDescending ? ", the greatest first" : ""}`;
    more.hidden = shown === all;
  };
  const more = button("Show more", showMore);
  const refill = () => {
    heads.forEach((head, at) => {
      if (columns[at].key !== view.key) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", view.isDescending ? "descending" : "ascending");
    });
    body.replaceChildren();
    showMore();
  };
  view.on("order", refill);
  refill();
  const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...heads)), body);
  return [
    element("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Table of sessions" }, table),
    more,
  ];
}

function columnsOf({ plan }: PlanView, axis: TimeAxis): Column[] {
  const columns: Column[] = [
    { key: "id", head: "Session", order: "id", cell: ({ id }) => id },
    { key: "leaf", head: "Leaf", order: "leaf", cell: ({ leaf }) => leaf },
    { key: "from", head: "From", order: "arrival", cell: ({ from }) => axis.words(from) },
    { key: "to", head: "To", order: "departure", cell: ({ to }) => axis.words(to) },
    {
      key: "wantedKwh",
      head: "Wants, kWh",
      order: "what they want",
      isNumber: true,
      cell: ({ wantedKwh }) => pictureNumber(wantedKwh),
    },
    {
      key: "servedKwh",
      head: "Gets, kWh",
      order: "what they get",
      isNumber: true,
      cell: ({ servedKwh }) => pictureNumber(servedKwh),
    },
    { key: "share", head: "Share", order: "share served", isNumber: true, cell: ({ share }) => percent(share) },
    {
      key: "peakKw",
      head: "Greatest, kW",
      order: "greatest power",
      isNumber: true,
      cell: ({ peakKw }) => pictureNumber(peakKw),
    },
  ];
  const first = plan.sessions[0]?.priority;
  if (plan.sessions.some(({ priority }) => priority !== first)) {
    columns.push({
      key: "priority",
      head: "Priority",
      order: "priority",
      isNumber: true,
      cell: ({ priority }) => String(priority),
    });
  }
  return columns;
}

function headCell(view: PlanView, { key, head, isNumber }: Column): HTMLElement {
  return element(
    "th",
    { scope: "col", class: isNumber ? "number" : undefined },
    button(head, () => view.sortBy(key), { class: "sort" }),
  );
}

function row(
  view: PlanView,
  columns: readonly Column[],
  session: number,
  goTo: (session: number) => void,
): HTMLElement {
  const told = view.plan.sessions[session];
  const [, ...others] = columns;
  return element(
    "tr",
    { class: told.isShort ? "short" : undefined },
    element(
      "th",
      { scope: "row" },
      button(told.id, () => goTo(session), { class: "link" }),
    ),
    ...others.map(({ isNumber, cell }) => element("td", { class: isNumber ? "number" : undefined }, cell(told))),
  );
}
