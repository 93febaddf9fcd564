<?php

namespace WpImage;

/** The values of templates/nginx.conf. */
final class NginxConfiguration
{
    /** @return array<string, string|int> */
    public static function values(Site $site, bool $isRoot, bool $hasIpv6): array
    {
        $settings = $site->settings;
        $hosts = $settings['WP_ALLOWED_HOSTS'];
        $port = $settings['WP_HTTP_PORT'];
        $isEdited = $settings['WP_DEVELOPMENT_MODE'] !== null;
        $listen = fn (string $options): string => "listen $port$options;" . ($hasIpv6 ? " listen [::]:$port$options;" : '');

        return [
            'user' => $isRoot ? 'user www-data;' : '# Not root: the workers are the user that the master is.',
            'workers' => $site->sizes->nginxWorkers,
            'shutdown_timeout' => max(1, $site->drainSeconds() - Site::DRAIN_MARGIN),
            'trusted' => self::lines($settings['TRUSTED_PROXIES'], '%s 1;'),
            'real_ip_from' => self::lines($settings['TRUSTED_PROXIES'], 'set_real_ip_from %s;'),
            'keepalive_timeout' => $settings['WP_KEEPALIVE_TIMEOUT'],
            'body_max' => $settings['WP_UPLOAD_MAX'] + (2 << 20),
            'open_file_cache' => $isEdited ? 'off' : 'max=4000 inactive=60s',
            'static_expires' => $isEdited ? 'default epoch;' : '"" 7d; default 1y;',
            'document_root' => $site->documentRoot,
            'site_paths' => $settings['WP_MULTISITE'] === 'subdirectory' ? 'include /etc/nginx/wp-image/site-paths.conf;' : '',
            'front_listen' => $listen($hosts === [] ? ' default_server backlog=4096' : ''),
            'front_names' => $hosts === [] ? '_' : implode(' ', $hosts),
            'other_hosts' => $hosts === [] ? '' : 'server { ' . $listen(' default_server backlog=4096')
                . ' server_name _; include /etc/nginx/wp-image/health.conf; location / { return 421; } }',
            'xmlrpc' => $settings['WP_XMLRPC'] ? 'limit_req zone=xmlrpc burst=10 nodelay; try_files /.never @wordpress;' : 'return 403;',
            'installer' => $site->isWebInstallerOpen ? 'try_files /.never @wordpress;' : 'return 404;',
            'admin_gate' => $settings['WP_ADMIN_GATE'] ? 'if ($is_odd_admin_path) { return 403; }' : '',
            'page_cache' => $settings['WP_PAGE_CACHE'] ? 'wp' : 'off',
            'skip_own' => self::skipOwn($settings['WP_PAGE_CACHE_SKIP_PATHS'], $settings['WP_PAGE_CACHE_SKIP_COOKIES']),
            'page_cache_ttl' => $settings['WP_PAGE_CACHE_TTL'],
            'fastcgi_timeout' => $settings['WP_REQUEST_TIMEOUT'],
            'proxy_timeout' => $settings['WP_REQUEST_TIMEOUT'] + Contract::of('gatewayMarginSeconds'),
            'limit_zones' => self::limitZones($settings['WP_LOGIN_LIMIT']),
            'login_limit' => self::limit('login', $settings['WP_LOGIN_LIMIT']),
            'comment_limit' => self::limit('comment', $settings['WP_LOGIN_LIMIT']),
        ];
    }

    /**
     * Sends a browser to another site for a picture, video or audio that is missing here. It asks there by itself: no cookie and no login of
     * this site goes along, the certificate is checked, and nothing of the answer is kept here.
     */
    public static function uploadsFrom(?string $address): string
    {
        if ($address === null) {
            return '';
        }
        $host = substr($address, strlen('https://'));

        return <<<NGINX
            location ~* ^/wp-content/uploads/.*\.(?:jpe?g|png|gif|webp|avif|heic|heif|bmp|tiff?|mp4|m4v|webm|mov|mp3|m4a|ogg|opus|wav|flac|vtt)$ {
              access_log off;
              log_not_found off;
              expires \$static_expires;
              try_files \$uri @uploads_from;
            }
            location @uploads_from {
              if (\$request_method !~ "^(?:GET|HEAD)$") { return 404; }
              # Sent to this very site, a browser would come back.
              if (\$http_host = "$host") { return 404; }
              # Tomorrow the file may be here.
              add_header Cache-Control no-store always;
              add_header Referrer-Policy no-referrer always;
              return 302 $address\$request_uri;
            }

            NGINX;
    }

    /** Only what is sent counts, not the forms: a request that is none is not limited. */
    private static function limitZones(int $perMinute): string
    {
        $zone = fn (string $name): string => "limit_req_zone \$sender zone=$name:1m rate={$perMinute}r/m;";

        return $perMinute === 0 ? '' : 'map $request_method $sender { default ""; POST $binary_remote_addr; } ' . $zone('login') . ' ' . $zone('comment');
    }

    /** A minute's worth at once, for people who share an address. */
    private static function limit(string $zone, int $perMinute): string
    {
        return $perMinute === 0 ? '' : "limit_req zone=$zone burst=$perMinute nodelay;";
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
