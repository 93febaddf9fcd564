<?php
/**
 * Addresses of a former site in a text, replaced by those of this one: with http and https and without a scheme, with and without
 * www, with slashes that JSON or JavaScript has escaped once or more, and percent-encoded.
 */

namespace WpImage;

final class Addresses {
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
		$slash = '(?:\\\\*/|%(?:25)*2f)';
		$names = array_map(
			static function ( string $old ) use ( $slash ): string {
				$parts = explode( '/', $old );
				$host  = str_replace( '\\:', '(?::|%(?:25)*3a)', preg_quote( array_shift( $parts ), '~' ) );
				return implode( $slash, array( $host, ...array_map( static fn ( string $part ): string => preg_quote( $part, '~' ), $parts ) ) );
			},
			array_keys( $this->new_by_old )
		);
		// Neither part of a longer name, nor of another port.
		return '~(?:(?<scheme>https?(?::|%(?:25)*3a))|(?<![\w.:%/\\\\-]))(?<slash>' . $slash . ')\k<slash>(?:www\.)?(?<old>' . implode( '|', $names ) . ')(?![\w-]|\.\w|(?::|%(?:25)*3a)\d)~i';
	}

	/** @param array<string, string> $found */
	private function replacement( array $found ): string {
		$slash = $found['slash'];
		$plain = strtolower( preg_replace( array( '~\\\\*/|%(?:25)*2f~i', '~%(?:25)*3a~i' ), array( '/', ':' ), $found['old'] ) );
		$new   = $this->new_by_old[ $plain ] ?? null;
		if ( null === $new ) {
			return $found[0];
		}
		if ( '' === $found['scheme'] ) {
			$new = preg_replace( '/^https?:/', '', $new );
		}
		if ( str_ends_with( $slash, '/' ) ) {
			return str_replace( '/', $slash, $new );
		}
		for ( $times = substr_count( $slash, '25' ) + 1; $times > 0; $times-- ) {
			$new = rawurlencode( $new );
		}
		return $new;
	}
}
