<?php
/**
 * Rules for what hangs on posts of some types, such as orders: the meta values know the post, and not its type.
 */

namespace WpImage;

final class PostTypes {
	/** A bit for each post, by the pattern of its type: eight posts a byte. @var array<string, string> */
	private array $posts = array();

	/** @param array<string, array<string, string>> $rules masks by key, by the pattern of a type */
	public function __construct( \mysqli $server, string $prefix, private readonly array $rules ) {
		foreach ( array_keys( $rules ) as $pattern ) {
			$bits  = '';
			$query = $server->execute_query( "SELECT ID FROM `{$prefix}posts` WHERE post_type LIKE ?", array( str_replace( '*', '%', addcslashes( $pattern, '\\%_' ) ) ) );
			foreach ( $query as $row ) {
				$at   = intdiv( (int) $row['ID'], 8 );
				$bits = str_pad( $bits, $at + 1, "\0" );
				$bits[ $at ] = chr( ord( $bits[ $at ] ) | 1 << (int) $row['ID'] % 8 );
			}
			$this->posts[ $pattern ] = $bits;
		}
	}

	/** The mask of a post's meta value; null where no rule has one. */
	public function mask( int $post, string $key ): ?string {
		foreach ( $this->posts as $pattern => $bits ) {
			if ( ord( $bits[ intdiv( $post, 8 ) ] ?? "\0" ) & 1 << $post % 8 ) {
				return MaskingRules::first( $this->rules[ $pattern ], $key );
			}
		}
		return null;
	}
}
