/** What plugins keep of persons, and keys: a part of SQL, and the values in it that no masked dump may have. */
export interface Planted {
  readonly sql: string;
  readonly hidden: readonly string[];
  /** Of these, what no dump has. */
  readonly passing?: readonly string[];
  /** What is no person's, and stays. */
  readonly kept?: readonly string[];
}

const text = (value: string): string => `'${value.replace(/[\\']/g, "\\$&")}'`;
const json = (value: unknown): string => text(JSON.stringify(value));

/** As PHP writes it. */
export function serialized(value: unknown): string {
  if (typeof value === "string") return `s:${Buffer.byteLength(value)}:"${value}";`;
  if (typeof value === "number") return `i:${value};`;
  if (typeof value === "boolean") return `b:${Number(value)};`;
  const members = Object.entries(value as object);
  return `a:${members.length}:{${members.map(([key, one]) => `${serialized(key)}${serialized(one)}`).join("")}}`;
}

const option = (name: string, value: string): string =>
  `REPLACE INTO wp_options (option_name, option_value, autoload) VALUES (${text(name)}, ${text(value)}, 'off');`;
const meta = (table: string, owner: string, id: number, values: Readonly<Record<string, string>>): string =>
  Object.entries(values)
    .map(
      ([key, value]) =>
        `INSERT INTO ${table} (${owner}, meta_key, meta_value) VALUES (${id}, ${text(key)}, ${text(value)});`,
    )
    .join("\n");

/** By the plugin, or by the kind. */
export const PLANTED_BY_PLUGINS: Readonly<Record<string, Planted>> = {
  "WooCommerce, orders in tables": {
    sql: `
CREATE TABLE wp_wc_customer_lookup (customer_id BIGINT PRIMARY KEY, username VARCHAR(60), first_name VARCHAR(255), last_name VARCHAR(255), email VARCHAR(100), country CHAR(2), postcode VARCHAR(20), city VARCHAR(100), state VARCHAR(100));
INSERT INTO wp_wc_customer_lookup VALUES (1, 'lookuplogin', 'Lookupvorname', 'Lookupnachname', 'lookup@shop.test', 'DE', '99998', 'Lookupstadt', 'Lookupland');
CREATE TABLE wp_wc_order_operational_data (id BIGINT PRIMARY KEY, order_key VARCHAR(100), cart_hash VARCHAR(100));
INSERT INTO wp_wc_order_operational_data VALUES (1, 'wc_order_operationalkey', 'carthashplanted');
CREATE TABLE wp_woocommerce_order_items (order_item_id BIGINT PRIMARY KEY, order_item_name TEXT, order_item_type VARCHAR(200), order_id BIGINT);
INSERT INTO wp_woocommerce_order_items VALUES (1, 'Cake with a name', 'line_item', 1);
CREATE TABLE wp_woocommerce_order_itemmeta (meta_id BIGINT PRIMARY KEY AUTO_INCREMENT, order_item_id BIGINT, meta_key VARCHAR(255), meta_value LONGTEXT);
${meta("wp_woocommerce_order_itemmeta", "order_item_id", 1, { _qty: "3", _line_total: "1234567.50", pa_size: "extra-large", "Name on the cake": "Oma Gertrud", gift_message: "Alles Gute zum Siebzigsten" })}`,
    hidden: ["lookuplogin", "Lookupvorname", "Lookupnachname", "lookup@shop.test", "Lookupstadt", "Lookupland"].concat([
      "wc_order_operationalkey",
      "carthashplanted",
      "Oma Gertrud",
      "Alles Gute zum",
    ]),
    kept: ["Cake with a name", "'1234567.50'", "'extra-large'"],
  },
  "WooCommerce, orders as posts": {
    sql: `
INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES (900, 'shop_order', 'wc-completed', 'Order', '', '', '', '', ''), (901, 'product', 'publish', 'Cake', '', '', '', '', '');
${meta("wp_postmeta", "post_id", 900, { engraving: "Gravur fuer Tante Hilde", _billing_wunsch: "nachts nicht klingeln", _payment_method: "bacs-kept", _date_paid: "1767225600", _order_currency: "CHF-kept" })}
${meta("wp_postmeta", "post_id", 901, { material: "Marzipan-kept" })}`,
    hidden: ["Tante Hilde", "nachts nicht klingeln"],
    kept: ["bacs-kept", "1767225600", "CHF-kept", "Marzipan-kept"],
  },
  "Contact Form 7": {
    sql: `
CREATE TABLE wp_cf7_vdata_entry (id INT PRIMARY KEY, cf7_id INT, data_id INT, name VARCHAR(250), value TEXT);
INSERT INTO wp_cf7_vdata_entry VALUES (1, 1, 1, 'your-message', 'Bitte rufen Sie meine Nachbarin an');`,
    hidden: ["meine Nachbarin"],
  },
  "Gravity Forms": {
    sql: `
CREATE TABLE wp_gf_entry (id INT PRIMARY KEY, ip VARCHAR(39), source_url VARCHAR(200), user_agent VARCHAR(250), transaction_id VARCHAR(50));
INSERT INTO wp_gf_entry VALUES (1, '203.0.113.91', 'https://a.test/?erika-gf', 'PlantedGravityAgent', 'gftransaction1');
CREATE TABLE wp_gf_entry_notes (id INT PRIMARY KEY, value LONGTEXT);
INSERT INTO wp_gf_entry_notes VALUES (1, 'gfnoteplanted');
CREATE TABLE wp_gf_addon_payment_transaction (id INT PRIMARY KEY, lead_id INT, transaction_type VARCHAR(30), transaction_id VARCHAR(50), subscription_id VARCHAR(50), amount DECIMAL(19,2));
INSERT INTO wp_gf_addon_payment_transaction VALUES (1, 1, 'payment', 'gfaddontransaction', 'gfsubscription', 12);`,
    hidden: ["203.0.113.91", "erika-gf", "PlantedGravityAgent", "gftransaction1", "gfnoteplanted"].concat([
      "gfaddontransaction",
      "gfsubscription",
    ]),
  },
  WPForms: {
    sql: `
CREATE TABLE wp_wpforms_entry_meta (id INT PRIMARY KEY, type VARCHAR(255), data LONGTEXT);
INSERT INTO wp_wpforms_entry_meta VALUES (1, 'note', 'wpformsnoteplanted');
CREATE TABLE wp_wpforms_entry_fields (id INT PRIMARY KEY, value LONGTEXT);
INSERT INTO wp_wpforms_entry_fields VALUES (1, 'wpformsfieldplanted');`,
    hidden: ["wpformsnoteplanted", "wpformsfieldplanted"],
  },
  "Ninja Forms": {
    sql: `
INSERT INTO wp_posts (ID, post_type, post_status, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered) VALUES (910, 'nf_sub', 'publish', 'x', '', '', '', '', '');
${meta("wp_postmeta", "post_id", 910, { _field_3: "ninjaanswerplanted" })}
CREATE TABLE wp_nf3_action_meta (id INT PRIMARY KEY, parent_id INT, \`key\` LONGTEXT, value LONGTEXT);
INSERT INTO wp_nf3_action_meta VALUES (1, 1, 'to', 'ninja.recipient@private.test'), (2, 1, 'label', 'Ninja-kept');`,
    hidden: ["ninjaanswerplanted", "ninja.recipient@private.test"],
    kept: ["Ninja-kept"],
  },
  "Fluent Forms": {
    sql: `
CREATE TABLE wp_fluentform_submissions (id INT PRIMARY KEY, response LONGTEXT, source_url VARCHAR(255), browser VARCHAR(45), device VARCHAR(45), ip VARCHAR(45), city VARCHAR(45), country VARCHAR(45));
INSERT INTO wp_fluentform_submissions VALUES (1, ${json({ names: { first_name: "Fluentvorname" }, message: "fluentanswerplanted" })}, 'https://a.test/fluentsource', 'PlantedFluentBrowser', 'x', '203.0.113.92', 'Fluentstadt', 'AT');
CREATE TABLE wp_fluentform_transactions (id INT PRIMARY KEY, payer_name VARCHAR(255), billing_address VARCHAR(255), charge_id VARCHAR(255));
INSERT INTO wp_fluentform_transactions VALUES (1, 'fluentpayer', 'fluentbilling 3', 'fluentcharge');`,
    hidden: ["Fluentvorname", "fluentanswerplanted", "fluentsource", "PlantedFluentBrowser", "203.0.113.92"].concat([
      "Fluentstadt",
      "fluentpayer",
      "fluentbilling",
      "fluentcharge",
    ]),
  },
  "Easy Digital Downloads": {
    sql: `
CREATE TABLE wp_edd_customers (id BIGINT PRIMARY KEY, email VARCHAR(100), name VARCHAR(255), purchase_value VARCHAR(100));
INSERT INTO wp_edd_customers VALUES (1, 'edd.customer@shop.test', 'eddkunde', '12.5');
CREATE TABLE wp_edd_customer_addresses (id BIGINT PRIMARY KEY, name VARCHAR(255), address TINYTEXT, city TINYTEXT, country VARCHAR(4));
INSERT INTO wp_edd_customer_addresses VALUES (1, 'eddadressat', 'eddgasse 4', 'eddstadt', 'DE');
CREATE TABLE wp_edd_orders (id BIGINT PRIMARY KEY, email VARCHAR(100), ip VARCHAR(60), payment_key VARCHAR(64), total DECIMAL(18,2));
INSERT INTO wp_edd_orders VALUES (1, 'edd.order@shop.test', '203.0.113.93', 'eddpaymentkey', 12.5);
CREATE TABLE wp_edd_notes (id BIGINT PRIMARY KEY, object_id BIGINT, content LONGTEXT);
INSERT INTO wp_edd_notes VALUES (1, 1, 'eddnote vom Kunden geplant');
CREATE TABLE wp_edd_logs_api_requests (id BIGINT PRIMARY KEY, api_key VARCHAR(32), token VARCHAR(32), ip VARCHAR(60), request LONGTEXT);
INSERT INTO wp_edd_logs_api_requests VALUES (1, 'eddapikey', 'eddtoken', '203.0.113.94', 'eddrequest');
CREATE TABLE wp_edd_licenses (id BIGINT PRIMARY KEY, license_key VARCHAR(255), status VARCHAR(20));
INSERT INTO wp_edd_licenses VALUES (1, 'eddlicencekey', 'active');`,
    hidden: ["edd.customer@shop.test", "eddkunde", "eddadressat", "eddgasse", "eddstadt", "edd.order@shop.test"].concat(
      ["203.0.113.93", "eddpaymentkey", "eddnote", "eddapikey", "eddtoken", "eddrequest", "eddlicencekey"],
    ),
  },
  Newsletters: {
    sql: `
CREATE TABLE wp_mailpoet_subscribers (id INT PRIMARY KEY, first_name VARCHAR(255), last_name VARCHAR(255), email VARCHAR(150) UNIQUE, subscribed_ip VARCHAR(45), unconfirmed_data LONGTEXT, link_token CHAR(32), unsubscribe_token CHAR(15));
INSERT INTO wp_mailpoet_subscribers VALUES (1, 'Poetvorname', 'Poetnachname', 'poet@newsletter.test', '203.0.113.95', 'poetunconfirmed', 'poetlinktoken', 'poetunsubscribe');
CREATE TABLE wp_newsletter_sent (email_id INT, user_id INT, ip VARCHAR(100));
INSERT INTO wp_newsletter_sent VALUES (1, 1, '203.0.113.96');
CREATE TABLE wp_sender_subscribers (id INT PRIMARY KEY, name VARCHAR(50), address VARCHAR(60));
INSERT INTO wp_sender_subscribers VALUES (1, 'cher', 'subscribergasse 9');`,
    hidden: ["Poetvorname", "Poetnachname", "poet@newsletter.test", "203.0.113.95", "poetunconfirmed"].concat([
      "poetlinktoken",
      "poetunsubscribe",
      "203.0.113.96",
      "'cher'",
      "subscribergasse",
    ]),
  },
  "logs of activity": {
    sql: `
CREATE TABLE wp_simple_history_contexts (id INT PRIMARY KEY, \`key\` VARCHAR(255), value LONGTEXT);
INSERT INTO wp_simple_history_contexts VALUES (1, '_user_email', 'historycontextplanted');
CREATE TABLE wp_wsal_metadata (id INT PRIMARY KEY, name VARCHAR(100), value LONGTEXT);
INSERT INTO wp_wsal_metadata VALUES (1, 'Username', 'wsalplanted');
CREATE TABLE wp_wsal_occurrences (id INT PRIMARY KEY, client_ip VARCHAR(255), user_agent VARCHAR(255), username VARCHAR(60));
INSERT INTO wp_wsal_occurrences VALUES (1, '203.0.113.97', 'wsalagent', 'wsaluser');
CREATE TABLE wp_somebodys_activity (id INT PRIMARY KEY, what LONGTEXT);
INSERT INTO wp_somebodys_activity VALUES (1, 'hat den Vertrag von Familie Kunze gelesen');
CREATE TABLE wp_helpdesk_tickets (id INT PRIMARY KEY, body TEXT);
INSERT INTO wp_helpdesk_tickets VALUES (1, 'meine Tochter kann nicht mehr einloggen');`,
    hidden: ["historycontextplanted", "wsalplanted", "203.0.113.97", "wsalagent", "wsaluser", "Familie Kunze"].concat([
      "meine Tochter",
    ]),
  },
  "Action Scheduler": {
    sql: `
CREATE TABLE wp_actionscheduler_actions (action_id BIGINT PRIMARY KEY, hook VARCHAR(191), args VARCHAR(191), extended_args VARCHAR(8000));
INSERT INTO wp_actionscheduler_actions VALUES (1, 'send_followup', ${json(["schedulerarg", { to: "x" }])}, ${json({ note: "schedulerlong" })}), (2, 'kept_hook', '[42]', NULL);
CREATE TABLE wp_actionscheduler_logs (log_id BIGINT PRIMARY KEY, message TEXT);
INSERT INTO wp_actionscheduler_logs VALUES (1, 'schedulerlogplanted');`,
    hidden: ["schedulerarg", "schedulerlong", "schedulerlogplanted"],
    kept: ["kept_hook", "[42]"],
  },
  BuddyPress: {
    sql: `
CREATE TABLE wp_bp_xprofile_data (id BIGINT PRIMARY KEY, field_id BIGINT, user_id BIGINT, value LONGTEXT);
INSERT INTO wp_bp_xprofile_data VALUES (1, 1, 77, 'profiltext geplant');
CREATE TABLE wp_bp_messages_messages (id BIGINT PRIMARY KEY, subject VARCHAR(200), message LONGTEXT);
INSERT INTO wp_bp_messages_messages VALUES (1, 'bpsubject', 'bpmessage');
CREATE TABLE wp_bp_activity (id BIGINT PRIMARY KEY, action TEXT, content LONGTEXT);
INSERT INTO wp_bp_activity VALUES (1, 'bpaction', 'bpcontent');`,
    hidden: ["profiltext geplant", "bpsubject", "bpmessage", "bpaction", "bpcontent"],
  },
  "Co-Authors Plus and bbPress": {
    sql: `
INSERT INTO wp_terms (term_id, name, slug) VALUES (950, 'coauthorlogin', 'cap-coauthorlogin'), (951, 'News-kept', 'news-slug-kept');
INSERT INTO wp_term_taxonomy (term_taxonomy_id, term_id, taxonomy, description) VALUES (950, 950, 'author', 'Coauthorname coauthorlogin 77'), (951, 951, 'category', 'All news-kept');
${meta("wp_postmeta", "post_id", 1, { _bbp_anonymous_name: "forumgast", _bbp_author_ip: "203.0.113.98" })}`,
    hidden: ["coauthorlogin", "Coauthorname", "forumgast", "203.0.113.98"],
    kept: ["News-kept", "news-slug-kept", "All news-kept"],
  },
  "columns in other languages": {
    sql: `
CREATE TABLE wp_kunden (id INT PRIMARY KEY, vorname VARCHAR(50), familienname VARCHAR(50), adresse VARCHAR(60), wohnort VARCHAR(50), geburtsdatum VARCHAR(20), firma VARCHAR(50), telefonnr VARCHAR(30));
INSERT INTO wp_kunden VALUES (1, 'kundevorname', 'kundenachname', 'kundegasse 3', 'kundestadt', '24.12.1970', 'kundefirma', '0171 2223334');
CREATE TABLE wp_clientes (id INT PRIMARY KEY, apellidos VARCHAR(50), correo VARCHAR(60), direccion VARCHAR(60), ciudad VARCHAR(50));
INSERT INTO wp_clientes VALUES (1, 'clienteapellido', 'cliente@correo.test', 'clientecalle 5', 'clienteciudad');`,
    hidden: ["kundevorname", "kundenachname", "kundegasse", "kundestadt", "24.12.1970", "kundefirma", "2223334"].concat(
      ["clienteapellido", "cliente@correo.test", "clientecalle", "clienteciudad"],
    ),
  },
  "donations, bookings and chats": {
    sql: `
CREATE TABLE wp_give_donors (id BIGINT PRIMARY KEY, email VARCHAR(255), name VARCHAR(255), token VARCHAR(255));
INSERT INTO wp_give_donors VALUES (1, 'donor@give.test', 'givespender', 'givetoken');
CREATE TABLE wp_amelia_users (id INT PRIMARY KEY, firstName VARCHAR(255), lastName VARCHAR(255), note TEXT, pin VARCHAR(20));
INSERT INTO wp_amelia_users VALUES (1, 'Ameliavorname', 'Ameliaenachname', 'amelianote', '4711x');
CREATE TABLE wp_room_bookings (id INT PRIMARY KEY, wish TEXT);
INSERT INTO wp_room_bookings VALUES (1, 'bitte weit weg vom Aufzug');
CREATE TABLE wp_live_chat (id INT PRIMARY KEY, line MEDIUMTEXT);
INSERT INTO wp_live_chat VALUES (1, 'ich suche ein Geschenk fuer Opa');`,
    hidden: ["donor@give.test", "givespender", "givetoken", "Ameliavorname", "Ameliaenachname", "amelianote"].concat([
      "4711x",
      "bitte weit weg",
      "Geschenk fuer Opa",
    ]),
  },
  "keys in options": {
    sql: [
      option("wc_stripe", serialized({ webhook_secret: "optwebhook1", deep: { deeper: { apiKey: "optapikey1" } } })),
      option(
        "paypal",
        serialized({ api_username: "optpaypaluser", api_signature: "optsignature", title: "PayPal-kept" }),
      ),
      option("camel", JSON.stringify({ clientSecret: "optclientsecret", list: [{ accessToken: "optaccesstoken" }] })),
      option("words", serialized({ authtoken: "optauthtoken", smtppassword: "optsmtppassword", dbpass: "optdbpass" })),
      option(
        "words2",
        JSON.stringify({ apitoken: "optapitoken", clientsecret: "optclientsecret2", licensekey: "optlicplanted" }),
      ),
      option("envato_purchase_code", "optpurchasecode"),
      option("my_plugin_serial", "optserial"),
      option("theme_registration_code", "optregistration"),
      option("my_theme_license_data", serialized({ customer: "optlicencecustomer" })),
      option("telegram", "8123456789:AAHplantedplantedplantedplantedplant"),
      option("slack", serialized({ url: "https://hooks.slack.com/services/T000/B000/optslackhook" })),
      option("google", serialized({ id: "GOCSPX-optgoogleclientsecret", access: "ya29.optgoogleaccesstoken" })),
      option("feed_url", "https://api.feed.test/v1?api_key=optqueryapikey&x=1"),
      option("nested_json", serialized({ config: JSON.stringify({ secret: "optnestedjsonsecret", columns: 3 }) })),
      option("nested_serialized", serialized({ config: serialized({ password: "optnestedserializedpass" }) })),
      option("objects", `O:8:"stdClass":2:{s:6:"apikey";s:10:"optobjkey1";s:5:"title";s:11:"Object-kept";}`),
      option("base64_json", Buffer.from(JSON.stringify({ token: "optbase64token" })).toString("base64")),
      option("bearer", "Bearer optbearertoken"),
      option("auth_header", serialized({ Authorization: "Basic optbasicauth" })),
      option("ssh", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABoptsshkey somebody@private.test"),
      option("facebook", serialized({ page: "EAAGoptfacebooktokenplanted1234567890" })),
      option("_site_transient_x", "optsitetransient"),
      option("design", serialized({ primary: "#ff00aa-kept", "font-size": "17px-kept", token_count: "5" })),
    ].join("\n"),
    hidden: [
      ...["optwebhook1", "optapikey1", "optpaypaluser", "optsignature", "optclientsecret", "optaccesstoken"],
      ...["optauthtoken", "optsmtppassword", "optdbpass", "optapitoken", "optclientsecret2", "optlicplanted"],
      ...["optpurchasecode", "optserial", "optregistration", "optlicencecustomer", "AAHplanted", "optslackhook"],
      ...["optgoogleclientsecret", "optgoogleaccesstoken", "optqueryapikey", "optnestedjsonsecret"],
      ...["optnestedserializedpass", "optobjkey1", Buffer.from('{"token":"optbase64token"}').toString("base64")],
      ...["optbearertoken", "optbasicauth", "optsshkey", "optfacebooktoken", "optsitetransient"],
    ],
    passing: ["optsitetransient"],
    kept: ["PayPal-kept", "Object-kept", "#ff00aa-kept", "17px-kept"],
  },
  "keys elsewhere": {
    sql: `
${meta("wp_postmeta", "post_id", 1, { _mailchimp_token: "metatoken1", _my_webhook_url: "metawebhook1", layout: "wide-kept" })}
${meta("wp_usermeta", "user_id", 77, { googlesitekit_access_token: "usertoken1", _woocommerce_persistent_cart_1: "usercart1", wp_user_roles_note: "usernote1" })}
${meta("wp_commentmeta", "comment_id", 70, { reviewer_phone: "0171 9998887", rating: "5" })}
${meta("wp_termmeta", "term_id", 1, { api_token: "termtoken1", order: "7" })}`,
    hidden: ["metatoken1", "metawebhook1", "usertoken1", "usercart1", "usernote1", "0171 9998887", "termtoken1"],
    kept: ["wide-kept"],
  },
};
