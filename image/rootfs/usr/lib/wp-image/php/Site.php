<?php

namespace WpImage;

/** What follows from the settings taken together. */
final readonly class Site
{
    /** Seconds that php-fpm and nginx's fast stop may take after the requests have ended. */
    public const PHP_STOP = 3, FAST_STOP = 2;

    /** Seconds that nginx's workers end before the time of requests in flight is over; what Fargate allows for a stop. */
    public const DRAIN_MARGIN = 2, LONGEST_STOP = 120;

    /** @param array<string, mixed> $settings complete: every setting has its value */
    private function __construct(public array $settings, public Sizes $sizes, public string $documentRoot, public bool $isWebInstallerOpen)
    {
    }

    /**
     * @param array<string, mixed> $values as read from the environment
     * @param list<string> $problems gets a line for each contradiction
     */
    public static function from(array $values, Resources $resources, array &$problems): self
    {
        $values = SecretKeys::complete($values, $problems);
        $values['WP_SITEURL'] ??= $values['WP_HOME'];
        $values['WP_ALLOWED_HOSTS'] = $values['WP_ALLOWED_HOSTS'] ?: self::ownHosts($values);
        $isImmutable = $values['WP_CONTENT_MODE'] === 'immutable';
        $values['WP_FILE_MODS'] ??= !$isImmutable;
        self::check($values, $problems);
        $root = $isImmutable ? '/usr/src/wordpress' : '/var/www/html';

        return new self(
            [...$values, 'WP_ROOT' => $root],
            Sizes::from($resources, $values['WP_WORKER_MB'], $values['WP_FPM_CHILDREN']),
            $root,
            $values['WP_INSTALL'] === 'auto' && !self::hasAdministrator($values),
        );
    }

    /** @return list<string> hosts of the site's addresses, and of the sites below them */
    private static function ownHosts(array $values): array
    {
        $home = (string) parse_url((string) $values['WP_HOME'], PHP_URL_HOST);

        return array_values(array_unique(array_filter([
            $home,
            (string) parse_url((string) $values['WP_SITEURL'], PHP_URL_HOST),
            $values['WP_MULTISITE'] === 'subdomain' && $home !== '' ? '*.' . preg_replace('/^www\./', '', $home) : '',
        ])));
    }

    /** @param array<string, mixed> $settings */
    public function with(array $settings): self
    {
        return new self($settings, $this->sizes, $this->documentRoot, $this->isWebInstallerOpen);
    }

    /** Seconds that requests in flight get when the container stops. */
    public function drainSeconds(): int
    {
        return $this->settings['STOP_TIMEOUT'] - $this->settings['SHUTDOWN_DELAY'] - self::FAST_STOP - self::PHP_STOP;
    }

    /** @return list<string> the services that run beside init */
    public function services(): array
    {
        return [
            'php-fpm',
            'nginx',
            'first-load',
            ...($this->settings['WP_CRON'] ? ['cron'] : []),
            ...($this->settings['WP_CONTENT_MODE'] !== 'immutable' || $this->settings['WP_PAGE_CACHE'] || $this->settings['WP_CDN_PARAMETER'] !== null ? ['purges'] : []),
            ...($this->settings['WP_METRICS'] === 'emf' ? ['metrics'] : []),
            ...($this->settings['WP_INSTALL'] === 'auto' && self::hasAdministrator($this->settings) ? ['install'] : []),
        ];
    }

    /** Address, title and administrator are all there, so WordPress can be installed without a person. */
    private static function hasAdministrator(array $values): bool
    {
        return !in_array(null, array_map(fn (string $name): mixed => $values[$name], self::INSTALLATION), true);
    }

    private const INSTALLATION = ['WP_HOME', 'WP_SITE_TITLE', 'WP_ADMIN_USER', 'WP_ADMIN_PASSWORD', 'WP_ADMIN_EMAIL'];

    private static function check(array $values, array &$problems): void
    {
        $least = min(self::LONGEST_STOP, $values['SHUTDOWN_DELAY'] + $values['WP_REQUEST_TIMEOUT'] + self::DRAIN_MARGIN + self::FAST_STOP + self::PHP_STOP);
        if ($values['STOP_TIMEOUT'] < $least) {
            $problems[] = "STOP_TIMEOUT must be at least $least, so that requests can end: SHUTDOWN_DELAY, WP_REQUEST_TIMEOUT and 7, or 120";
        }
        if ($values['WP_ADMIN_PASSWORD'] !== null && !self::hasAdministrator($values)) {
            $missing = array_filter(self::INSTALLATION, fn (string $name): bool => $values[$name] === null);
            $problems[] = 'WP_ADMIN_PASSWORD is set, so ' . implode(', ', $missing) . ' must be set too';
        }
        if ($values['WP_MULTISITE'] !== 'off') {
            self::checkNetwork($values, $problems);
        }
        $login = array_filter(['WP_REDIS_IAM_USER', 'WP_REDIS_IAM_CACHE'], fn (string $name): bool => $values[$name] !== null);
        if (count($login) === 1) {
            $problems[] = 'WP_REDIS_IAM_USER and WP_REDIS_IAM_CACHE must be set together';
        }
        if ($login !== [] && !$values['WP_REDIS_TLS']) {
            $problems[] = 'WP_REDIS_IAM_USER is set, so WP_REDIS_TLS must be on';
        }
        if ($login !== [] && ($values['WP_REDIS_USERNAME'] ?? $values['WP_REDIS_PASSWORD']) !== null) {
            $problems[] = 'WP_REDIS_IAM_USER is set, so WP_REDIS_USERNAME and WP_REDIS_PASSWORD must not be';
        }
        if ($values['WP_SES_REGION'] !== null && $values['SMTP_HOST'] !== null) {
            $problems[] = 'WP_SES_REGION and SMTP_HOST are both set; only one may be';
        }
        if ($values['WP_SES_REGION'] !== null && $values['SMTP_FROM'] === null) {
            $problems[] = 'WP_SES_REGION is set, so SMTP_FROM must be set too';
        }
        if ($values['WP_SESSIONS'] === 'redis' && $values['WP_REDIS_HOST'] === null) {
            $problems[] = 'WP_SESSIONS is redis, so WP_REDIS_HOST must be set';
        }
    }

    private static function checkNetwork(array $values, array &$problems): void
    {
        $host = (string) parse_url((string) $values['WP_HOME'], PHP_URL_HOST);
        if ($host === '') {
            $problems[] = 'WP_MULTISITE is set, so WP_HOME must be set too: it is the address of the first site';
        } elseif ($values['WP_MULTISITE'] === 'subdomain' && filter_var(trim($host, '[]'), FILTER_VALIDATE_IP) !== false) {
            $problems[] = 'WP_MULTISITE is subdomain, so WP_HOME must have a name, not an address of IP: sites are named below it';
        }
        if ($values['WP_SITEURL'] !== $values['WP_HOME']) {
            $problems[] = 'WP_MULTISITE is set, so WP_SITEURL must be left out: each site has its own';
        }
        if ($host !== '' && $values['WP_INSTALL'] === 'auto' && !self::hasAdministrator($values)) {
            $missing = array_filter(self::INSTALLATION, fn (string $name): bool => $values[$name] === null);
            $problems[] = 'WP_MULTISITE is set, so ' . implode(', ', $missing) . ' must be set too, or WP_INSTALL be off: the web installer makes no network';
        }
    }
}
