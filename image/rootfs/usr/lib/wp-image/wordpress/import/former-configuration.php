<?php
/**
 * What a wp-config.php says, read and never run: the prefix of the tables and the constants. Values of constants are kept only where
 * the constant is known to hold no secret.
 */

namespace WpImage;

final readonly class FormerConfiguration {
	/** Constants whose text may be shown. */
	const SHOWN = array( 'WP_HOME', 'WP_SITEURL', 'WP_CONTENT_DIR', 'WP_CONTENT_URL', 'UPLOADS', 'DB_CHARSET', 'DB_COLLATE', 'WP_MEMORY_LIMIT', 'WP_MAX_MEMORY_LIMIT', 'WPLANG', 'WP_DEFAULT_THEME', 'WP_ENVIRONMENT_TYPE', 'DOMAIN_CURRENT_SITE', 'PATH_CURRENT_SITE' );

	/** Names of constants that may hold a secret, a number too. */
	const SECRET = '/KEY|SALT|SECRET|TOKEN|PASS|AUTH|LICEN|CREDENTIAL|PIN$/i';

	/** @param array<string, string|null> $constants null where the value is not shown */
	private function __construct( public ?string $prefix, public array $constants ) {}

	public static function read( string $php ): self {
		$tokens    = array_values( array_filter( \PhpToken::tokenize( $php ), static fn ( \PhpToken $token ): bool => ! $token->isIgnorable() ) );
		$prefix    = null;
		$constants = array();
		foreach ( $tokens as $at => $token ) {
			$next = static fn ( int $by ): ?\PhpToken => $tokens[ $at + $by ] ?? null;
			if ( $token->is( '$table_prefix' ) && $next( 1 )?->is( '=' ) && $next( 2 )?->is( T_CONSTANT_ENCAPSED_STRING ) && $next( 3 )?->is( ';' ) ) {
				$prefix = self::text( $next( 2 ) );
			}
			if ( $token->is( T_STRING ) && 'define' === strtolower( $token->text ) && $next( 1 )?->is( '(' ) && $next( 2 )?->is( T_CONSTANT_ENCAPSED_STRING ) && $next( 3 )?->is( ',' ) ) {
				$name               = self::text( $next( 2 ) );
				$constants[ $name ] = $next( 5 )?->is( ')' ) ? self::shown( $name, $next( 4 ) ) : null;
			}
		}
		return new self( null !== $prefix && preg_match( '/^\w+$/', $prefix ) ? $prefix : null, $constants );
	}

	private static function shown( string $name, \PhpToken $value ): ?string {
		if ( preg_match( self::SECRET, $name ) ) {
			return null;
		}
		if ( $value->is( array( T_LNUMBER, T_DNUMBER ) ) || in_array( strtolower( $value->text ), array( 'true', 'false', 'null' ), true ) ) {
			return $value->text;
		}
		return $value->is( T_CONSTANT_ENCAPSED_STRING ) && in_array( $name, self::SHOWN, true ) ? self::text( $value ) : null;
	}

	private static function text( \PhpToken $string ): string {
		return stripslashes( substr( $string->text, 1, -1 ) );
	}
}
