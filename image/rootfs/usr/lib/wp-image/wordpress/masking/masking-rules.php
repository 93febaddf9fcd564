<?php
/**
 * What a dump hides: the image's own rules (masking.json), and those of the project's site/masking.json before them.
 */

namespace WpImage;

final readonly class MaskingRules {
	const OWN     = '/usr/lib/wp-image/masking.json';
	const OF_SITE = '/usr/share/wp-image/masking.json';

	/** What a rule may say of a value; README.md of site/ tells what each does. */
	const MASKS = array( 'keep', 'empty', 'drop', 'mail', 'login', 'name', 'first-name', 'last-name', 'phone', 'street', 'city', 'postcode', 'company', 'ip', 'agent', 'unique', 'text', 'mails', 'contacts', 'option' );

	/** @param array<string, mixed> $tables by name without the prefix, or a pattern with `*`; the first that fits decides */
	private function __construct( private array $tables ) {}

	/** @throws \RuntimeException where a file cannot be read or says what no rule is */
	public static function of_this_image(): self {
		$own  = self::read( self::OWN );
		$site = is_file( self::OF_SITE ) ? self::read( self::OF_SITE ) : array();
		return new self( self::merged( $site, $own ) );
	}

	/** What rules there are for a table: `keep`, `empty`, rules of columns and keys, or null for a table that nobody knows. */
	public function of_table( string $name ): array|string|null {
		if ( isset( $this->tables[ $name ] ) ) {
			return $this->tables[ $name ];
		}
		return self::first( $this->tables, $name );
	}

	/** The first entry of a list whose pattern fits; one without a star before all others. */
	public static function first( array $list, string $name ): mixed {
		if ( isset( $list[ $name ] ) ) {
			return $list[ $name ];
		}
		foreach ( $list as $pattern => $value ) {
			if ( str_contains( (string) $pattern, '*' ) && preg_match( self::regex( (string) $pattern ), $name ) ) {
				return $value;
			}
		}
		return null;
	}

	public static function regex( string $pattern ): string {
		return '/^' . str_replace( '\*', '.*', preg_quote( $pattern, '/' ) ) . '$/sDi';
	}

	/** @return array<string, mixed> */
	private static function read( string $file ): array {
		$rules = json_decode( (string) file_get_contents( $file ), true );
		if ( ! is_array( $rules ) || ! is_array( $rules['tables'] ?? null ) ) {
			throw new \RuntimeException( "$file is no JSON with \"tables\"" );
		}
		$masks = array();
		array_walk_recursive(
			$rules['tables'],
			static function ( mixed $mask, string|int $key ) use ( &$masks ): void {
				is_string( $key ) && $masks[ (string) $mask ] = true;
			}
		);
		$unknown = array_diff( array_keys( $masks ), self::MASKS );
		if ( array() !== $unknown ) {
			throw new \RuntimeException( "$file: no masks: " . implode( ', ', $unknown ) . '; there are ' . implode( ', ', self::MASKS ) );
		}
		return $rules['tables'];
	}

	/** A site's rule for a table adds to ours, and comes before it; a plain word takes its place. */
	private static function merged( array $site, array $own ): array {
		foreach ( $site as $table => $rule ) {
			$ours = $own[ $table ] ?? self::first( $own, $table );
			if ( is_array( $rule ) && is_array( $ours ) ) {
				foreach ( $ours as $part => $list ) {
					$rule[ $part ] = 'drop' === $part ? array_merge_recursive( $rule[ $part ] ?? array(), $list ) : ( $rule[ $part ] ?? array() ) + $list;
				}
			}
			$site[ $table ] = $rule;
		}
		return $site + $own;
	}
}
