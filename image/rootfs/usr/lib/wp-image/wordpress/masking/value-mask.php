<?php
/**
 * A value under a mask: a plain text, a serialized one, or JSON, whose members are masked by the names that they stand under.
 */

namespace WpImage;

require_once __DIR__ . '/aliases.php';
require_once __DIR__ . '/telling-names.php';
require_once dirname( __DIR__ ) . '/import/serialized.php';

final readonly class ValueMask {
	/** What a switch says; no name makes a person's or a key of it. */
	private const SWITCH = '/^(?:.?|yes|no|on|off|true|false|default|none|enabled|disabled|auto|manual)$/iD';

	public function __construct( private Aliases $aliases ) {}

	/** @param string $name of the option, the meta value or the column; it tells something where no rule has a mask */
	public function apply( ?string $mask, string $value, string $name ): string {
		if ( 'keep' === $mask || '' === $value ) {
			return $value;
		}
		if ( 'empty' === $mask ) {
			return '';
		}
		if ( preg_match( '/^[aOsC]:\d+:/', $value ) ) {
			return Serialized::change( $value, fn ( string $text, string $key ): string => $this->leaf( $mask, $text, $key ), true, $name );
		}
		if ( preg_match( '/^\s*[\[{]/', $value ) ) {
			$json = json_decode( $value, flags: JSON_BIGINT_AS_STRING );
			if ( is_array( $json ) || is_object( $json ) ) {
				$changed = $this->json( $mask, $json, $name );
				return $changed ? (string) json_encode( $json, JSON_UNESCAPED_UNICODE | JSON_PRESERVE_ZERO_FRACTION ) : $value;
			}
		}
		return $this->leaf( $mask, $value, $name );
	}

	/** Whether the names and texts in a value tell of a person. */
	public function is_telling( string $value ): bool {
		return $this->apply( null, $value, '' ) !== $value;
	}

	private function leaf( ?string $mask, string $text, string $name ): string {
		if ( '' === $text ) {
			return '';
		}
		if ( Serialized::KEY === $name ) {
			return $this->aliases->without_contacts( $text );
		}
		// A JSON text within a list.
		if ( strlen( $text ) > 2 && preg_match( '/^\s*(?:\{"|\[[\{"])/', $text ) && null !== json_decode( $text ) ) {
			return $this->apply( $mask, $text, $name );
		}
		$told = TellingNames::mask( $name );
		if ( null !== $told && preg_match( self::SWITCH, $text ) ) {
			$told = null;
		}
		if ( 'mails' === $mask ) {
			return $this->aliases->without_mails( $text );
		}
		if ( 'text' === $mask ) {
			return null === $told && ( preg_match( self::SWITCH, $text ) || ( is_numeric( $text ) && strlen( $text ) < 7 ) ) ? $text : $this->aliases->of( $told ?? 'text', $text );
		}
		if ( null !== $mask && 'option' !== $mask && 'contacts' !== $mask ) {
			return $this->aliases->of( $mask, $text );
		}
		if ( null !== $told ) {
			$alias = $this->aliases->of( $told, $text );
			return $alias === $text ? $this->aliases->without_contacts( $text ) : $alias;
		}
		if ( TellingNames::is_secret( $text ) ) {
			return '';
		}
		return preg_match( '/ver(?:sion)?s?$/i', $name ) ? $this->aliases->without_mails( $text ) : $this->aliases->without_contacts( $text );
	}

	/** @return bool whether something has changed */
	private function json( ?string $mask, mixed &$value, string $name ): bool {
		$has_changed = false;
		foreach ( $value as $key => &$member ) {
			$called = is_int( $key ) ? $name : (string) $key;
			if ( is_object( $value ) && $this->aliases->has_contacts( $called ) ) {
				unset( $value->$key );
				$has_changed = true;
				continue;
			}
			if ( is_array( $member ) || is_object( $member ) ) {
				$has_changed = $this->json( $mask, $member, $called ) || $has_changed;
			} elseif ( is_string( $member ) || is_int( $member ) || is_float( $member ) ) {
				$text  = is_string( $member ) ? $member : (string) json_encode( $member );
				$alias = $this->leaf( $mask, $text, $called );
				if ( $alias !== $text ) {
					$member      = $alias;
					$has_changed = true;
				}
			}
		}
		return $has_changed;
	}
}
