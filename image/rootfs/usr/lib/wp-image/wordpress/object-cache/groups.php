<?php
/**
 * Groups of keys: which belong to one site of a network and which to all its sites, and which end with the request.
 */

namespace WpImage;

final class Groups {
	/** @var array<string, true> groups that all sites share */
	public private(set) array $global = array();

	/** Number of the site in a network; empty where there is one site. */
	public private(set) string $blog;

	/** @var array<string, true> */
	private array $non_persistent = array();

	public function __construct() {
		$this->switch_to( get_current_blog_id() );
	}

	public function switch_to( int $blog_id ): void {
		$this->blog = is_multisite() ? (string) $blog_id : '';
	}

	public function add_global( array $groups ): void {
		$this->global += array_fill_keys( $groups, true );
	}

	public function add_non_persistent( array $groups ): void {
		$this->non_persistent += array_fill_keys( $groups, true );
	}

	/** A group's name as callers give it. */
	public static function name( mixed $group ): string {
		return (string) $group ?: 'default';
	}

	public function blog_of( string $group ): string {
		return isset( $this->global[ $group ] ) ? '' : $this->blog;
	}

	/** Where a group's values are in the memory of the request. */
	public function shelf( string $group ): string {
		return $this->blog_of( $group ) . ":$group";
	}

	public function is_persistent( string $group ): bool {
		return ! isset( $this->non_persistent[ $group ] );
	}
}
