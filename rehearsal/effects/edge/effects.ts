import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import type { ObjectValue } from "../../provider-double/value";
import type { CertificateAuthority } from "../certificate-authority";
import type { LoadBalancerProxy } from "../load-balancer/proxy";
import type { LocalNotes } from "../local-notes";
import { readDistribution } from "./distribution";
import { Edge } from "./edge";
import { EdgeFunctions } from "./functions";
import { KeptAnswers } from "./kept-answers";
import { Origins } from "./origins";

export interface ContentDeliveryOptions {
  /** The site's port, and the load balancer behind it. */
  readonly proxy: Pick<LoadBalancerProxy, "standBefore" | "ownPort">;
  readonly inventory: () => Inventory;
  readonly notes: Pick<LocalNotes, "add">;
  /** Stands for ACM. */
  readonly authority: Pick<CertificateAuthority, "issue" | "inUse">;
  readonly onEvent: (text: string) => void;
  /** Where paths in a stack's configuration start. */
  readonly directories: () => readonly string[];
}

/** `aws_cloudfront_distribution`: an edge location on the site's port, before the load balancer. */
export class ContentDelivery {
  /** By id. */
  private readonly kept = new Map<string, KeptAnswers>();
  private serving: string | undefined;

  constructor(private readonly options: ContentDeliveryOptions) {}

  get effects(): Effect[] {
    return [
      {
        type: "aws_cloudfront_distribution",
        create: async ({ state }) => this.serve(state),
        update: async ({ state }) => this.serve(state),
        delete: async ({ state }) => {
          this.kept.delete(String(state.id));
          if (this.serving !== state.id) return;
          this.serving = undefined;
          await this.options.proxy.standBefore(undefined);
        },
      },
    ];
  }

  /** Whether something stands before the load balancer. */
  get isThere(): boolean {
    return this.serving !== undefined;
  }

  /** Forgets what the paths name. @returns false when there is no such distribution */
  invalidate(id: string, paths: readonly string[]): boolean {
    const kept = this.kept.get(id);
    if (kept === undefined) return false;
    const count = kept.invalidate(paths);
    this.options.onEvent(`CloudFront: ${paths.join(", ")} invalidated, ${count} kept answers forgotten`);
    return true;
  }

  private async serve(state: ObjectValue): Promise<undefined> {
    const { proxy, inventory, authority, notes, onEvent, directories } = this.options;
    const id = String(state.id);
    const { ignored } = readDistribution(state, inventory());
    notes.add(
      "CloudFront: one edge location stands for all, over HTTP/1.1, and answers at every host name; it knows no countries",
    );
    notes.add("CloudFront: an invalidation is done at once here, and ranges that the origin answers are not kept");
    if (ignored.length > 0) notes.add(`CloudFront: without effect here: ${ignored.join(", ")}`);
    const kept = this.kept.get(id) ?? new KeptAnswers();
    this.kept.set(id, kept);
    if (this.serving !== undefined && this.serving !== id) {
      notes.add("CloudFront: the distribution that was applied last is served, on the one port of the site");
    }
    this.serving = id;
    const edge = new Edge({
      kept,
      distribution: () => readDistribution(state, inventory()),
      functions: new EdgeFunctions(inventory, onEvent),
      origins: new Origins({
        inventory,
        directories,
        loadBalancer: async () => ({
          port: await proxy.ownPort(),
          authority: (await authority.inUse())?.certificate,
        }),
      }),
    });
    await proxy.standBefore(
      (incoming, outgoing) => void edge.serve(incoming, outgoing),
      () => authority.issue(["localhost", "127.0.0.1"]),
    );
    return undefined;
  }
}
