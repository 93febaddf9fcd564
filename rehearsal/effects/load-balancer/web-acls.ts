import type { Effect } from "../../provider-double/effect";
import type { Inventory } from "../../provider-double/inventory";
import type { Value } from "../../provider-double/value";
import type { LocalNotes } from "../local-notes";
import type { OwnAnswer } from "./logins";
import { type Looked, WebAclRules } from "./web-acl";

/** The web ACLs that stand in front of load balancers and of CloudFront, for both of which one port answers here. */
export class WebAcls {
  constructor(
    private readonly inventory: () => Inventory,
    private readonly notes: LocalNotes,
  ) {}

  get effects(): Effect[] {
    return [
      {
        type: "aws_wafv2_web_acl",
        create: async ({ state }) => {
          const { judged, unjudged } = new WebAclRules(state, this.inventory());
          if (unjudged.length > 0)
            this.notes.add(`web ACL: rules that need what only AWS knows refuse nothing here: ${unjudged.join(", ")}`);
          if (judged.length > 0)
            this.notes.add(
              `web ACL: ${judged.join(", ")} refuses here too; 127.0.0.1 passes each set of addresses, and another loopback address (curl --interface 127.0.0.2) is a stranger`,
            );
          return undefined;
        },
      },
    ];
  }

  /** What a web ACL answers a request; undefined for one that all let through. Read at each request, since they are changed in place. */
  answer(request: Looked): OwnAnswer | undefined {
    for (const arn of this.inFront()) {
      const refusing = this.rulesOf(arn)?.refusing(request);
      if (refusing === undefined) continue;
      const body = `${refusing.status} from the rehearsed web ACL: ${refusing.rule}\n`;
      return { status: refusing.status, headers: { "content-type": "text/plain" }, body };
    }
    return undefined;
  }

  /** ARNs of the web ACLs that stand in front of something. */
  private inFront(): (Value | undefined)[] {
    const inventory = this.inventory();
    return [
      ...inventory.all("aws_cloudfront_distribution").map(({ web_acl_id: arn }) => arn),
      ...inventory.all("aws_wafv2_web_acl_association").map(({ web_acl_arn: arn }) => arn),
    ];
  }

  private rulesOf(arn: Value | undefined): WebAclRules | undefined {
    const inventory = this.inventory();
    const state = inventory.find("aws_wafv2_web_acl", "arn", arn);
    return state && new WebAclRules(state, inventory);
  }
}
