<?php
/**
 * Lets a page compute the data of core's, the blocks' and the theme's JSON and of the site's own styles once, where WordPress
 * computes them twice: it notes which blocks they were computed with only when it is asked for them again, finds none noted,
 * and starts over (WP_Theme_JSON_Resolver::has_same_registered_blocks). Here the blocks that are there before a template is
 * looked for are noted in time. A block that is registered later has WordPress compute again, as ever.
 */

namespace WpImage;

final class ThemeDataOnce extends \WP_Theme_JSON_Resolver {
	/** Does nothing for data that are computed already, and nothing where WordPress keeps its notes in another way. */
	public static function note_blocks(): void {
		if ( ! property_exists( parent::class, 'blocks_cache' ) || ! is_array( static::$blocks_cache ) ) {
			return;
		}
		$blocks = array_fill_keys( array_keys( \WP_Block_Type_Registry::get_instance()->get_all_registered() ), true );
		foreach ( static::$blocks_cache as $origin => $noted ) {
			if ( array() === $noted && property_exists( parent::class, $origin ) && null === static::${$origin} ) {
				static::$blocks_cache[ $origin ] = $blocks;
			}
		}
	}
}

add_action( 'template_redirect', array( ThemeDataOnce::class, 'note_blocks' ), PHP_INT_MAX );
