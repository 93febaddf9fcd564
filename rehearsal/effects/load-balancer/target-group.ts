import { request } from "node:http";
import { type HealthCheck, matches, TargetHealth } from "./health";

/** Something that answers on a port of the loopback interface. */
export interface Target {
  readonly id: string;
  readonly port: number;
  readonly health: TargetHealth;
  /** Requests that are being answered. */
  inFlight: number;
}

export interface TargetGroupSettings {
  readonly healthCheck: HealthCheck;
  readonly algorithm: "round_robin" | "least_outstanding_requests";
  /** Seconds that a leaving target may take for the requests it has. */
  readonly deregistrationDelay: number;
}

/** A new target is asked this often, in milliseconds, until it answers: AWS checks a new target at once and not after an interval. */
const EAGER = 500;

/** The targets of one target group, and who gets the next request. */
export class TargetGroup {
  private readonly targets = new Map<string, Target & { timer?: NodeJS.Timeout }>();
  private turn = 0;

  constructor(private settings: TargetGroupSettings) {}

  configure(settings: TargetGroupSettings): void {
    this.settings = settings;
  }

  register(id: string, port: number): void {
    const target = { id, port, health: new TargetHealth(this.settings.healthCheck), inFlight: 0 };
    this.targets.set(id, target);
    void this.check(target);
  }

  state(id: string): TargetHealth["state"] | undefined {
    return this.targets.get(id)?.health.state;
  }

  /** Sends no new request to the target, and waits for those that it has. */
  async deregister(id: string): Promise<void> {
    const target = this.targets.get(id);
    if (!target) return;
    target.health.state = "draining";
    clearTimeout(target.timer);
    const deadline = performance.now() + this.settings.deregistrationDelay * 1000;
    while (target.inFlight > 0 && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    this.targets.delete(id);
  }

  /** Forgets a target that is gone already. */
  drop(id: string): void {
    clearTimeout(this.targets.get(id)?.timer);
    this.targets.delete(id);
  }

  close(): void {
    for (const id of [...this.targets.keys()]) this.drop(id);
  }

  /** The target for the next request. With no healthy target every one may be tried, as AWS does; undefined when there is none. */
  next(): Target | undefined {
    const all = [...this.targets.values()].filter(({ health }) => health.state !== "draining");
    const healthy = all.filter(({ health }) => health.state === "healthy");
    const candidates = healthy.length > 0 ? healthy : all;
    if (this.settings.algorithm === "round_robin") return candidates[this.turn++ % Math.max(1, candidates.length)];
    return candidates.reduce<Target | undefined>(
      (best, target) => (best && best.inFlight <= target.inFlight ? best : target),
      undefined,
    );
  }

  private async check(target: Target & { timer?: NodeJS.Timeout }): Promise<void> {
    const { healthCheck } = this.settings;
    const success = await answers(target.port, healthCheck);
    if (this.targets.get(target.id) !== target || target.health.state === "draining") return;
    // Failures while a new target starts are not counted: ECS has a grace period for them.
    if (success || target.health.state !== "initial") target.health.report(success);
    const wait = target.health.state === "initial" ? EAGER : healthCheck.interval * 1000;
    target.timer = setTimeout(() => void this.check(target), wait);
    target.timer.unref();
  }
}

function answers(port: number, { path, timeout, matcher }: HealthCheck): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = { "user-agent": "ELB-HealthChecker/2.0", connection: "close" };
    const check = request(
      { host: "127.0.0.1", port, path, headers, timeout: timeout * 1000, agent: false },
      (response) => {
        response.resume();
        resolve(matches(matcher, response.statusCode ?? 0));
      },
    );
    check.once("timeout", () => check.destroy(new Error("timeout")));
    check.once("error", () => resolve(false));
    check.end();
  });
}
