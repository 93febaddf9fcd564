<?php
/**
 * The class of WordPress's own object cache, by which plugins know one: they make it without arguments, call its methods
 * and read its properties. wp-includes/class-wp-object-cache.php has the same names.
 */

use WpImage\ObjectCache;
use WpImage\Outage;
use WpImage\Server;
use WpImage\StaleNotes;

#[AllowDynamicProperties]
class WP_Object_Cache extends ObjectCache {
	public function __construct() {
		parent::__construct( Server::from_settings( new Outage( new StaleNotes() ) ) );
	}

	/** What WordPress's class keeps to itself and lets everybody read. */
	public function __get( $name ) {
		return match ( $name ) {
			'cache'         => $this->in_memory(),
			'global_groups' => $this->groups->global,
			'blog_prefix'   => '' === $this->groups->blog ? '' : $this->groups->blog . ':',
			'multisite'     => is_multisite(),
			default         => null,
		};
	}

	public function __isset( $name ) {
		return null !== $this->__get( $name );
	}

	/** @deprecated since WordPress 3.5, in favour of switch_to_blog() */
	public function reset() {
		_deprecated_function( __METHOD__, '3.5.0', 'WP_Object_Cache::switch_to_blog()' );
		$this->flush_runtime();
	}

	/** Printed by plugins that show the state of the cache. */
	public function stats() {
		printf( '<p><strong>Cache Hits:</strong> %d<br><strong>Cache Misses:</strong> %d</p>', $this->cache_hits, $this->cache_misses );
	}
}
