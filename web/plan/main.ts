import { unpackPlan } from "../../src/report/html/plan-page-data.js";
import { mountPlan } from "./mount-plan.js";

/** The page is a frame with the plan's data in it; this draws them. */
async function open(): Promise<void> {
  const [told, power] = ["plan-data", "plan-power"].map((id) => document.getElementById(id)!);
  const plan = await unpackPlan(told.textContent, power.textContent);
  // The texts are as large as the plan, and have served their purpose.
  told.remove();
  power.remove();
  mountPlan(document.getElementById("plan")!, plan);
}

open();
