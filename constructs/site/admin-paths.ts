/**
 * Where WordPress asks for its own login, of a site or of one in a network of sites, and what of it visitors need: programs that plugins call
 * from pages, and files. Each as AWS WAF writes regular expressions, and as a load balancer writes patterns.
 */
export const ADMIN_PATHS = {
  asked: "^(/[^/]+)?/wp-(admin|login\\.php)(/|$)",
  open: "^(/[^/]+)?/wp-admin/(admin-(ajax|post)\\.php$|(css|js|images)/)",
} as const;

/**
 * What visitors need of wp-login.php: the password of a post, and the link in a mail by which somebody confirms that they want their data.
 * WordPress takes the action from a request's body before it looks at the query, so WordPress's container lets a request whose query names one
 * of these do nothing else (`WP_ADMIN_GATE`).
 */
export const VISITOR_ACTIONS = ["postpass", "confirmaction"] as const;

/** The same as AWS WAF writes it: path and query as WordPress's pages and mails have them, and in no other spelling. */
export const VISITOR_LOGIN = {
  path: "^(/[^/]+)?/wp-login\\.php$",
  query: "^action=(postpass|confirmaction&request_id=[0-9]+&confirm_key=[A-Za-z0-9]+)$",
} as const;

/**
 * Patterns of rules of a load balancer, a rule each. With two names of the site beside them they keep to the five values and the six
 * wildcards that a rule takes. Source: "Quotas for your Application Load Balancers".
 */
export const ADMIN_PATTERNS = {
  asked: ["/wp-admin", "*/wp-admin/*", "*/wp-login.php"],
  open: [
    ["*/wp-admin/admin-ajax.php", "*/wp-admin/admin-post.php", "*/wp-admin/images/*"],
    ["*/wp-admin/css/*", "*/wp-admin/js/*"],
  ],
  /** Open with a query that names one of `VISITOR_ACTIONS`. */
  visitors: ["*/wp-login.php"],
} as const;

/** Names of the site in one such rule. */
export const NAMES_BESIDE_PATTERNS = 2;

/** Paths of CloudFront that are never kept where the load balancer asks for a login; the last is where Cognito sends people back to. */
export const LOGIN_PATHS: readonly string[] = ["/wp-admin", "/*/wp-admin/*", "/*/wp-login.php", "/oauth2/idpresponse"];
