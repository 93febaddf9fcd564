<?php

namespace WpImage;

/** What a setting's value may be: how a text becomes a value, and the words that say what is allowed. */
final readonly class Type
{
    /** @param \Closure(string): mixed $parse gives the value, or throws Problem */
    private function __construct(public string $allowed, private \Closure $parse)
    {
    }

    /** @throws Problem */
    public function parse(string $text): mixed
    {
        return ($this->parse)($text);
    }

    public static function text(): self
    {
        return new self('any text', fn (string $text): string => $text);
    }

    public static function integer(int $min, int $max): self
    {
        $allowed = "a whole number from $min to $max";

        return new self($allowed, function (string $text) use ($min, $max, $allowed): int {
            $number = filter_var($text, FILTER_VALIDATE_INT);

            return $number === false || $number < $min || $number > $max ? throw new Problem($allowed) : $number;
        });
    }

    public static function flag(): self
    {
        $words = ['on' => true, 'true' => true, 'yes' => true, '1' => true, 'off' => false, 'false' => false, 'no' => false, '0' => false];

        return new self('on or off', fn (string $text): bool => $words[strtolower($text)] ?? throw new Problem('on or off'));
    }

    public static function oneOf(string ...$words): self
    {
        $allowed = implode(', ', array_slice($words, 0, -1)) . ' or ' . $words[count($words) - 1];

        return new self($allowed, fn (string $text): string => in_array(strtolower($text), $words, true)
            ? strtolower($text) : throw new Problem($allowed));
    }

    /** Bytes, from a number with K, M or G. */
    public static function size(int $minBytes, int $maxBytes): self
    {
        $allowed = sprintf('a size from %dM to %dM, such as 64M', $minBytes >> 20, $maxBytes >> 20);

        return new self($allowed, function (string $text) use ($minBytes, $maxBytes, $allowed): int {
            if (!preg_match('/^(\d{1,9})([KMG]?)$/iD', $text, $part)) {
                throw new Problem($allowed);
            }
            $bytes = $part[1] * ['' => 1, 'K' => 1 << 10, 'M' => 1 << 20, 'G' => 1 << 30][strtoupper($part[2])];

            return $bytes < $minBytes || $bytes > $maxBytes ? throw new Problem($allowed) : $bytes;
        });
    }

    public static function pattern(string $regex, string $allowed): self
    {
        return new self($allowed, fn (string $text): string => preg_match($regex, $text) ? $text : throw new Problem($allowed));
    }

    /** An http or https address without query; a closing slash is cut. */
    public static function url(): self
    {
        return self::address('an address such as https://www.example.com', '(/[^?#\s"\';{}\\\\]*)?');
    }

    /** An http or https address of a host: nginx serves a site at the root of its address. */
    public static function hostUrl(): self
    {
        return self::address('an address without a path, such as https://www.example.com', '/?');
    }

    private static function address(string $allowed, string $path): self
    {
        return new self($allowed, fn (string $text): string => preg_match("~^https?://[a-z0-9.-]+(:\d{1,5})?$path$~iD", $text)
            ? rtrim($text, '/') : throw new Problem($allowed));
    }

    /** A login that WordPress takes as it is: it strips other characters, and its column has 60. */
    public static function login(): self
    {
        return self::pattern('/^(?! )[A-Za-z0-9 _.@-]{1,60}(?<! )$/D', 'at most 60 of the characters A-Z a-z 0-9 _ . @ - and spaces between them');
    }

    public static function email(): self
    {
        $allowed = 'an e-mail address';

        return new self($allowed, fn (string $text): string => preg_match('/^[^@\s<>]+@[^@\s<>]+$/D', $text) ? $text : throw new Problem($allowed));
    }

    /** Networks in CIDR notation, or single addresses. */
    public static function networks(): self
    {
        return self::listOf('addresses or networks such as 10.0.0.0/16', function (string $item): bool {
            [$address, $bits] = explode('/', $item, 2) + [1 => null];
            $isV6 = filter_var($address, FILTER_VALIDATE_IP, FILTER_FLAG_IPV6) !== false;

            return filter_var($address, FILTER_VALIDATE_IP) !== false
                && ($bits === null || (preg_match('/^\d{1,3}$/D', $bits) && (int) $bits <= ($isV6 ? 128 : 32)));
        });
    }

    /** Host names without port, perhaps with a first part of `*`. */
    public static function hosts(): self
    {
        return self::listOf(
            'host names such as www.example.com or *.example.com',
            fn (string $item): bool => (bool) preg_match('/^(\*\.)?[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/iD', $item),
        );
    }

    /** Paths of the site, in which `*` stands for anything. */
    public static function paths(): self
    {
        return self::listOf('paths such as /shop or /members/*', fn (string $item): bool => (bool) preg_match('~^/[A-Za-z0-9/._%*-]*$~D', $item));
    }

    /** Names of cookies, in which `*` stands for anything. */
    public static function cookies(): self
    {
        return self::listOf('names of cookies such as language or session_*', fn (string $item): bool => (bool) preg_match('~^[A-Za-z0-9._*-]+$~D', $item));
    }

    /** @param callable(string): bool $isItem */
    private static function listOf(string $allowed, callable $isItem): self
    {
        $allowed = "a list of $allowed, separated by commas or spaces";

        return new self($allowed, function (string $text) use ($allowed, $isItem): array {
            $items = preg_split('/[\s,]+/', $text, flags: PREG_SPLIT_NO_EMPTY);

            return $items !== [] && array_filter($items, $isItem) === $items ? $items : throw new Problem($allowed);
        });
    }

    /** host, host:port, [IPv6]:port, or host:/path/of/socket: what WordPress takes. */
    public static function databaseHost(): self
    {
        return self::pattern(
            '~^(?:[a-z0-9._-]+(?::\d{1,5})?(?::/[^\s:]+)?|\[[0-9a-f:.]+\](?::\d{1,5})?|[0-9a-f]*:[0-9a-f:.]*:[0-9a-f.]*|:?/[^\s:]+)$~iD',
            'a host, host:port, [IPv6]:port or localhost:/path/of/socket',
        );
    }

    /** Certificates as PEM text, or the path of a file with them. */
    public static function certificates(): self
    {
        $allowed = 'certificates in PEM, or the path of a readable file with them';

        return new self($allowed, function (string $text) use ($allowed): string {
            $pem = str_starts_with($text, '/') ? (is_file($text) ? @file_get_contents($text) : '') : $text;

            return str_contains((string) $pem, '-----BEGIN CERTIFICATE-----') ? $text : throw new Problem($allowed);
        });
    }

    /** PHP statements that PHP can parse. */
    public static function php(): self
    {
        $allowed = 'PHP statements without <?php, free of syntax errors, that leave $table_prefix to WORDPRESS_TABLE_PREFIX';

        return new self($allowed, function (string $text) use ($allowed): string {
            try {
                $tokens = token_get_all("<?php $text", TOKEN_PARSE);
            } catch (\ParseError) {
                throw new Problem($allowed);
            }
            // Commands would work with other tables than pages.
            if (in_array('$table_prefix', array_map(fn (mixed $token): mixed => is_array($token) ? $token[1] : $token, $tokens), true)) {
                throw new Problem($allowed);
            }

            return $text;
        });
    }
}
