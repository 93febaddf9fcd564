<?php

namespace WpImage;

/** The values of templates/nginx.conf. */
final class NginxConfiguration
{
    /** Seconds between nginx's own patience and PHP's limit, so that PHP's answer is the one that is seen. */
    private const MARGIN = 5;

    /** @return array<string, string|int> */
    public static function values(Site $site, bool $isRoot, bool $hasIpv6): array
    {
        $settings = $site->settings;
        $hosts = $settings['WP_ALLOWED_HOSTS'];
        $port = $settings['WP_HTTP_PORT'];
        $listen = fn (string $options): string => "listen $port$options;" . ($hasIpv6 ? " listen [::]:$port$options;" : '');

        return [
            'user' => $isRoot ? 'user www-data;' : '# Not root: the workers are the user that the master is.',
            'workers' => $site->sizes->nginxWorkers,
            'shutdown_timeout' => max(1, $site->drainSeconds() - Site::DRAIN_MARGIN),
            'trusted' => self::lines($settings['TRUSTED_PROXIES'], '%s 1;'),
            'real_ip_from' => self::lines($settings['TRUSTED_PROXIES'], 'set_real_ip_from %s;'),
            'keepalive_timeout' => $settings['WP_KEEPALIVE_TIMEOUT'],
            'body_max' => $settings['WP_UPLOAD_MAX'] + (2 << 20),
            'document_root' => $site->documentRoot,
            'front_listen' => $listen($hosts === [] ? ' default_server backlog=4096' : ''),
            'front_names' => $hosts === [] ? '_' : implode(' ', $hosts),
            'other_hosts' => $hosts === [] ? '' : 'server { ' . $listen(' default_server backlog=4096')
                . ' server_name _; include /etc/nginx/wp-image/health.conf; location / { return 421; } }',
            'xmlrpc' => $settings['WP_XMLRPC'] ? 'limit_req zone=xmlrpc burst=10 nodelay; try_files /.never @wordpress;' : 'return 403;',
            'installer' => $site->isWebInstallerOpen ? 'try_files /.never @wordpress;' : 'return 404;',
            'page_cache' => $settings['WP_PAGE_CACHE'] ? 'wp' : 'off',
            'skip_own' => self::skipOwn($settings['WP_PAGE_CACHE_SKIP_PATHS'], $settings['WP_PAGE_CACHE_SKIP_COOKIES']),
            'page_cache_ttl' => $settings['WP_PAGE_CACHE_TTL'],
            'fastcgi_timeout' => $settings['WP_REQUEST_TIMEOUT'] + self::MARGIN,
            'proxy_timeout' => $settings['WP_REQUEST_TIMEOUT'] + 2 * self::MARGIN,
        ];
    }

    /**
     * The map of requests that neither read nor fill the page cache by the operator's word.
     *
     * @param list<string> $paths a path and what is below it; `*` stands for anything
     * @param list<string> $cookies names; `*` stands for anything
     */
    private static function skipOwn(array $paths, array $cookies): string
    {
        $regex = fn (string $text): string => str_replace('\\*', '[^?;=]*', preg_quote($text));
        $rows = [
            ...array_map(fn (string $path): string => '"~^' . $regex(rtrim($path, '/')) . '(?:[/?]\\S*)? " 1;', $paths),
            ...array_map(fn (string $name): string => '"~^\\S* (?:.*; ?)?' . $regex($name) . '=" 1;', $cookies),
        ];

        return 'map "$request_uri $http_cookie" $skip_own { default 0; ' . implode(' ', $rows) . ' }';
    }

    /** @param list<string> $items */
    private static function lines(array $items, string $format): string
    {
        return implode(' ', array_map(fn (string $item): string => sprintf($format, $item), $items));
    }
}
