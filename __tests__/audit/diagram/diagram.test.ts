// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Terraform's templates, not TypeScript's
import { expect, test } from "vitest";
import { readGraph } from "../../../audit/diagram/graph";
import { layOut } from "../../../audit/diagram/layout";
import { describe as inWords, renderSvg } from "../../../audit/diagram/svg";
import { readFacts } from "../../../audit/facts/facts";
import { readGroupRules } from "../../../audit/facts/security-groups";
import { threeTiers, treeOf } from "../support/stacks";

const { tree, rules } = readFacts(threeTiers());
const graph = readGraph(tree, rules);

test("each box stands in the tier of its subnets", () => {
  expect(graph.boxes.map(({ title, zone }) => [title, zone])).toEqual([
    ["Internet", "outside"],
    ["RDS", "isolated"],
    ["ECS service", "public"],
    ["Load balancer", "public"],
  ]);
});

test("arrows are what security groups let through, and what goes out", () => {
  const sentences = inWords(graph).match(/[^.]+\./g) ?? [];
  expect(sentences.map((sentence) => sentence.trim()).sort()).toEqual([
    "ECS service (App) goes out to Internet (visitors) on 443/tcp.",
    "ECS service (App) reaches RDS (Db) on 3306/tcp.",
    "Internet (visitors) reaches Load balancer (Web) on 443/tcp.",
    "Load balancer (Web) reaches ECS service (App) on 8080/tcp.",
  ]);
});

test("a private load balancer is reached through CloudFront alone", () => {
  const resource = {
    aws_security_group: { Lb: {} },
    aws_vpc_security_group_ingress_rule: {
      Open: {
        security_group_id: "${aws_security_group.Lb.id}",
        ip_protocol: "tcp",
        from_port: 80,
        to_port: 80,
        prefix_list_id: "pl-1",
      },
    },
    aws_lb: { Web: { internal: true, security_groups: ["${aws_security_group.Lb.id}"] } },
    aws_cloudfront_vpc_origin: { O: { vpc_origin_endpoint_config: { arn: "${aws_lb.Web.arn}" } } },
    aws_cloudfront_distribution: {
      D: {
        origin: [{ vpc_origin_config: { vpc_origin_id: "${aws_cloudfront_vpc_origin.O.id}" } }],
        web_acl_id: "${aws_wafv2_web_acl.W.arn}",
      },
    },
    aws_wafv2_web_acl: { W: {} },
  };
  const edge = treeOf({ web: { resource } });
  expect(inWords(readGraph(edge, readGroupRules(edge)))).toBe(
    [
      "Internet (visitors) reaches CloudFront (D) on 443/tcp.",
      "CloudFront (D) reaches Load balancer (Web) on 80/tcp.",
      "WAF (W) uses CloudFront (D): filters.",
    ].join(" "),
  );
});

test("boxes overlap no other box, lie in their zone, and every arrow ends at its boxes", async () => {
  const { boxes, zones, flows } = await layOut(graph);
  for (const one of boxes) {
    const overlapping = boxes.filter((other) => {
      const apart = other.x >= one.x + one.width || one.x >= other.x + other.width;
      return other !== one && !apart && !(other.y >= one.y + one.height || one.y >= other.y + other.height);
    });
    expect(overlapping).toEqual([]);
    const zone = zones.find((candidate) => candidate.zone === one.box.zone);
    if (zone) expect(one.x >= zone.x && one.x + one.width <= zone.x + zone.width).toBe(true);
  }
  for (const { flow, points } of flows) {
    const near = (id: string, point = { x: 0, y: 0 }): boolean => {
      const found = boxes.find(({ box }) => box.id === id);
      return (
        !!found &&
        point.x >= found.x - 1 &&
        point.x <= found.x + found.width + 1 &&
        point.y >= found.y - 1 &&
        point.y <= found.y + found.height + 1
      );
    };
    expect([near(flow.from, points[0]), near(flow.to, points.at(-1))]).toEqual([true, true]);
  }
});

test("the drawing is the same each time, and escapes what it shows", async () => {
  const odd = { ...graph, boxes: graph.boxes.map((box) => ({ ...box, name: "<script>&\"'" })) };
  const [first, second] = [renderSvg(await layOut(odd), odd), renderSvg(await layOut(odd), odd)];
  expect(first).toBe(second);
  expect(first).not.toContain("<script>");
  expect(first).toContain("&lt;script&gt;&amp;&quot;&#39;");
});
