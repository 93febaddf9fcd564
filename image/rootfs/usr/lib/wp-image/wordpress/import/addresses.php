<?php
/**
 * Addresses of a former site in a text, replaced by those of this one: with http and https and without a scheme, with and without
 * www, with slashes that JSON or JavaScript has escaped once or more, and percent-encoded.
 */

namespace WpImage;

final class Addresses {
	/** A slash, also as JSON and JavaScript escape it and as an address within an address has it. */
	const SLASH = '(?:\\\\*/|\\\\+u002f|%(?:25)*2f)';

	const COLON = '(?::|%(?:25)*3a)';

	/** Former host and path without a slash at the end => new address. @var array<string, string> */
	private array $new_by_old = array();

	private ?string $pattern = null;

	/** Hosts, by which a database finds the rows that may hold an address. @var array<string, true> */
	private array $hosts = array();

	/**
	 * @param array<string, string> $new_by_old former address => new address
	 * @throws \InvalidArgumentException for an address that is none
	 */
	public function __construct( array $new_by_old ) {
		foreach ( $new_by_old as $old => $new ) {
			$parts = parse_url( $old );
			if ( ! in_array( $parts['scheme'] ?? '', array( 'http', 'https' ), true ) || '' === ( $parts['host'] ?? '' ) ) {
				throw new \InvalidArgumentException( "an address begins with http:// or https://, got $old" );
			}
			if ( rtrim( $old, '/' ) === rtrim( $new, '/' ) ) {
				continue;
			}
			$host = preg_replace( '/^www\./i', '', strtolower( $parts['host'] ) );
			$port = isset( $parts['port'] ) ? ":{$parts['port']}" : '';

			$this->hosts[ $host ] = true;
			$this->new_by_old[ $host . $port . rtrim( $parts['path'] ?? '', '/' ) ] = rtrim( $new, '/' );
		}
		// The longest first: the address of WordPress may lie below that of the site.
		uksort( $this->new_by_old, static fn ( string $one, string $other ): int => strlen( $other ) <=> strlen( $one ) );
		if ( array() !== $this->new_by_old ) {
			$this->pattern = $this->pattern();
		}
	}

	/** @return string[] */
	public function hosts(): array {
		return array_keys( $this->hosts );
	}

	public function is_empty(): bool {
		return null === $this->pattern;
	}

	public function replace( string $text ): string {
		if ( null === $this->pattern ) {
			return $text;
		}
		return preg_replace_callback( $this->pattern, $this->replacement( ... ), $text ) ?? $text;
	}

	private function pattern(): string {
		$slash = self::SLASH;
		$names = array_map(
			static function ( string $old ) use ( $slash ): string {
				$parts = explode( '/', $old );
				$host  = str_replace( '\\:', self::COLON, preg_quote( array_shift( $parts ), '~' ) );
				$host .= str_contains( $host, self::COLON ) ? '' : '(?:' . self::COLON . '(?:80|443)(?!\d))?';
				return implode( $slash, array( $host, ...array_map( static fn ( string $part ): string => preg_quote( $part, '~' ), $parts ) ) );
			},
			array_keys( $this->new_by_old )
		);
		// Neither part of a longer name, nor of another port.
		return '~(?:(?<scheme>https?' . self::COLON . ')|(?<![\w.:%/\\\\-]))(?<slash>' . $slash . ')\k<slash>(?:www\.)?(?<old>' . implode( '|', $names ) . ')(?![\w-]|\.\w|' . self::COLON . '\d)~i';
	}

	/** @param array<string, string> $found */
	private function replacement( array $found ): string {
		$slash = $found['slash'];
		$plain = strtolower( preg_replace( array( '~' . self::SLASH . '~i', '~' . self::COLON . '~i' ), array( '/', ':' ), $found['old'] ) );
		// The ports that schemes have of themselves say nothing.
		$new = $this->new_by_old[ $plain ] ?? $this->new_by_old[ preg_replace( '/^([^:\/]+):(?:80|443)(?=\/|$)/D', '$1', $plain ) ] ?? null;
		if ( null === $new ) {
			return $found[0];
		}
		if ( '' === $found['scheme'] ) {
			$new = preg_replace( '/^https?:/', '', $new );
		}
		if ( '%' !== $slash[0] ) {
			return str_replace( '/', $slash, $new );
		}
		for ( $times = substr_count( $slash, '25' ) + 1; $times > 0; $times-- ) {
			$new = rawurlencode( $new );
		}
		return $new;
	}
}
