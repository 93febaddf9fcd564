<?php

/**
 * The one table of settings: name, allowed values, default, meaning. image/README.md lists the same for people.
 *
 * @return list<WpImage\Setting>
 */

namespace WpImage;

$megabyte = 1 << 20;
$keys = [];
foreach (['AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT'] as $key) {
    $keys[] = new Setting("WORDPRESS_$key", Type::text(), null, 'one of the eight keys and salts of WordPress, the same in all containers', [$key]);
}

return [
    new Setting('WORDPRESS_DB_HOST', Type::databaseHost(), null, 'the database server', ['DB_HOST'], isRequired: true),
    new Setting('WORDPRESS_DB_NAME', Type::text(), null, 'the database', ['DB_NAME'], isRequired: true),
    new Setting('WORDPRESS_DB_USER', Type::text(), null, 'the database user', ['DB_USER'], isRequired: true),
    new Setting('WORDPRESS_DB_PASSWORD', Type::text(), null, 'the database password', ['DB_PASSWORD'], isRequired: true),
    new Setting('WORDPRESS_DB_MASTER_USER', Type::text(), null, 'who may make the database user; for `wp-image database-user` alone'),
    new Setting('WORDPRESS_DB_MASTER_PASSWORD', Type::text(), null, "that user's password"),
    new Setting('WORDPRESS_DB_CHARSET', Type::pattern('/^[a-z0-9_]+$/iD', 'a character set such as utf8mb4'), 'utf8mb4', 'the character set of the tables', ['DB_CHARSET']),
    new Setting('WORDPRESS_DB_COLLATE', Type::pattern('/^[a-z0-9_]+$/iD', 'a collation such as utf8mb4_unicode_ci'), '', "the tables' collation; empty is the server's", ['DB_COLLATE']),
    new Setting('WORDPRESS_TABLE_PREFIX', Type::pattern('/^[A-Za-z0-9_]+$/D', 'letters, digits and underscores'), 'wp_', 'what the names of the tables begin with', ['WP_TABLE_PREFIX', 'TABLE_PREFIX']),
    new Setting('WORDPRESS_DB_SSL', Type::oneOf('off', 'on', 'verify'), 'off', 'TLS to the database; `on` encrypts, `verify` also checks the certificate', ['DB_SSL']),
    new Setting('WORDPRESS_DB_SSL_CA', Type::certificates(), null, "who signs the database's certificate; PEM text or a path; unset, RDS's and the system's", ['DB_SSL_CA']),
    ...$keys,
    new Setting('WP_SECRET_SEED', Type::pattern('/^.{32,}$/s', 'at least 32 characters'), null, 'makes the keys and salts that are not given; the same in all containers'),
    new Setting('WP_HOME', Type::hostUrl(), null, "the site's address; unset, WordPress's own setting"),
    new Setting('WP_SITEURL', Type::url(), null, "WordPress's address; unset, WP_HOME"),
    new Setting('WP_SITE_TITLE', Type::text(), null, 'title of a site that is installed at the first start'),
    new Setting('WP_ADMIN_USER', Type::login(), null, 'its administrator'),
    new Setting('WP_ADMIN_PASSWORD', Type::text(), null, "its administrator's password"),
    new Setting('WP_ADMIN_EMAIL', Type::email(), null, "its administrator's address"),
    new Setting('WP_LOCALE', Type::pattern('/^[a-z]{2,3}(_[A-Za-z0-9_]+)?$/D', 'a locale such as de_DE'), 'en_US', 'its language'),
    new Setting('WP_INSTALL', Type::oneOf('auto', 'off'), 'auto', '`auto` installs at the first start when address, title and administrator are given; the web installer is open only with `auto` and no administrator'),
    new Setting('WP_CONTENT_MODE', Type::oneOf('mutable', 'immutable'), 'mutable', '`mutable`: all of /var/www/html is a volume, filled at the first start; `immutable`: code from the image, uploads on a volume'),
    new Setting('WP_FILE_MODS', Type::flag(), null, 'plugins, themes and core can be changed from wp-admin; unset, `on` when mutable and `off` when immutable; `off` also stops PHP from looking for changed files'),
    new Setting('WP_HTTP_PORT', Type::integer(1024, 65535), 8080, 'the port that nginx listens on'),
    new Setting('TRUSTED_PROXIES', Type::networks(), [], 'networks whose X-Forwarded-For and X-Forwarded-Proto are believed, such as the VPC'),
    new Setting('WP_ALLOWED_HOSTS', Type::hosts(), [], 'hosts that are answered, others get 421; unset, the hosts of WP_HOME and WP_SITEURL, and any when these are unset too'),
    new Setting('WP_UPLOAD_MAX', Type::size($megabyte, 256 * $megabyte), 64 * $megabyte, 'the largest upload, for nginx and PHP'),
    new Setting('WP_REQUEST_TIMEOUT', Type::integer(10, 3600), 55, 'seconds that a request may run; below the idle timeout of the load balancer'),
    new Setting('WP_KEEPALIVE_TIMEOUT', Type::integer(5, 4100), 75, 'seconds that nginx keeps an idle connection open; above the idle timeout of the load balancer'),
    new Setting('WP_WORKER_MB', Type::integer(16, 1024), 64, 'MB counted for one PHP worker'),
    new Setting('WP_FPM_CHILDREN', Type::integer(1, 1000), null, 'number of PHP workers; unset, from memory and CPU'),
    new Setting('WP_XMLRPC', Type::flag(), false, '`on` opens xmlrpc.php, at 1 request a second for an address'),
    new Setting('WP_LOGIN_LIMIT', Type::integer(0, 10000), 20, 'logins (with lost passwords and registrations) and comments that one address may send a minute, each; 0 sets no limit'),
    new Setting('WP_PUBLIC_USERS', Type::flag(), false, "`on` shows strangers the names of users (REST API, ?author=, sitemap, login errors) and WordPress's version"),
    new Setting('WP_CRON', Type::flag(), true, 'runs due events once a minute; `off` when a scheduled task does'),
    new Setting('WP_CRON_EVENT_SECONDS', Type::integer(1, 86400), 300, 'seconds after which a due event is ended, so that others run'),
    new Setting('WP_PAGE_CACHE', Type::flag(), true, 'keeps pages of anonymous visitors in nginx'),
    new Setting('WP_PAGE_CACHE_TTL', Type::integer(1, 86400), 60, 'seconds that such a page is kept'),
    new Setting('WP_PAGE_CACHE_SKIP_PATHS', Type::paths(), [], 'paths whose pages are never kept, with all below them; `*` stands for anything'),
    new Setting('WP_PAGE_CACHE_SKIP_COOKIES', Type::cookies(), [], 'cookies whose owners always get a page of their own; `*` stands for anything'),
    new Setting('WP_CDN_PARAMETER', Type::pattern('~^arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter/[A-Za-z0-9_./-]{1,900}$~D', 'the ARN of a parameter of Systems Manager'), null, 'the parameter that holds the id of the CloudFront distribution, which is purged when something visible changes; unset, none is'),
    new Setting('WP_DEBUG', Type::flag(), false, "WordPress's debug mode, to the log"),
    new Setting('WP_REDIS_HOST', Type::pattern('~^(?:[a-z0-9._-]+|[0-9a-f:.]+|/[a-z0-9._/-]+)$~iD', 'a host name, an address or the path of a socket'), null, 'Valkey or Redis for the object cache; unset, none'),
    new Setting('WP_REDIS_PORT', Type::integer(1, 65535), 6379, 'its port'),
    new Setting('WP_REDIS_USERNAME', Type::text(), null, 'its user'),
    new Setting('WP_REDIS_PASSWORD', Type::text(), null, 'its password'),
    new Setting('WP_REDIS_IAM_USER', Type::pattern('/^(?=.{1,40}$)[A-Za-z](-?[A-Za-z0-9])*$/D', 'the id of an ElastiCache user'), null, "its user in place of a password: logs in with the task's role"),
    new Setting('WP_REDIS_IAM_CACHE', Type::pattern('/^arn:aws[a-z-]*:elasticache:[a-z0-9-]+:\d{12}:replicationgroup:[a-z][a-z0-9-]{0,39}$/D', 'the ARN of a replication group'), null, 'what that user logs in to; WP_REDIS_HOST is its address'),
    new Setting('WP_REDIS_TLS', Type::flag(), false, 'TLS to it'),
    new Setting('WP_REDIS_CA', Type::certificates(), null, "who signs its certificate; PEM text or a path; unset, the system's"),
    new Setting('WP_REDIS_DATABASE', Type::integer(0, 1023), 0, 'its database'),
    new Setting('WP_REDIS_PREFIX', Type::text(), null, 'what the keys begin with; unset, a prefix from the name of the database'),
    new Setting('WP_REDIS_BUDGET', Type::integer(100, 60000), 1000, 'milliseconds that a request may wait for it in all, and twice as long as it waits for one answer; then pages are made without it for some seconds'),
    new Setting('WP_SESSIONS', Type::oneOf('files', 'redis', 'database'), 'files', "where PHP keeps sessions; `redis` or WordPress's `database` when several containers serve"),
    new Setting('SMTP_HOST', Type::pattern('/^[a-z0-9._-]+$/iD', 'a host name or an address'), null, 'server for mail; unset, mail fails, since the container has none'),
    new Setting('SMTP_PORT', Type::integer(1, 65535), 587, 'its port'),
    new Setting('SMTP_USER', Type::text(), null, 'its user'),
    new Setting('SMTP_PASSWORD', Type::text(), null, 'its password'),
    new Setting('SMTP_ENCRYPTION', Type::oneOf('none', 'starttls', 'tls'), 'starttls', 'how mail is encrypted on its way to it'),
    new Setting('SMTP_FROM', Type::email(), null, 'sender of mail'),
    new Setting('SMTP_FROM_NAME', Type::text(), null, "the sender's name"),
    new Setting('WP_METRICS', Type::oneOf('off', 'emf'), 'off', '`emf` logs the state of the PHP workers once a minute for CloudWatch'),
    new Setting('WP_METRICS_NAMESPACE', Type::pattern('~^[A-Za-z0-9._/#:-]{1,255}$~D', 'a namespace of CloudWatch such as WordPress/production'), 'WordPress/PHP-FPM', 'where CloudWatch keeps these metrics'),
    new Setting('SHUTDOWN_DELAY', Type::integer(0, 90), 5, 'seconds that a stopping container goes on serving while /healthz fails'),
    new Setting('STOP_TIMEOUT', Type::integer(8, 120), 70, "seconds from the stop signal to the end; the task definition's stopTimeout"),
    new Setting('WORDPRESS_CONFIG_EXTRA', Type::php(), null, 'PHP statements for wp-config.php'),
];
