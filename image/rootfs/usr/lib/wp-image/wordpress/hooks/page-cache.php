<?php
/**
 * Empties this container's page cache when something that visitors see has changed. Other containers of the service
 * keep their copy until it expires (WP_PAGE_CACHE_TTL).
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/page-cache-files.php';

/** Action that is done once, when a request has changed what visitors see and the change is in the database. */
const VISIBLE_CHANGE = 'wp_image_visible_change';

add_action( VISIBLE_CHANGE, __NAMESPACE__ . '\purge_page_cache', 10, 0 );

/** Plans the action for the end of the request. */
function purge_at_shutdown(): void {
	static $planned = false;
	if ( ! $planned ) {
		$planned = true;
		add_action( 'shutdown', static fn () => do_action( VISIBLE_CHANGE ), PHP_INT_MAX, 0 );
	}
}

/** Options that show on the pages of visitors, besides those of themes and widgets. */
const VISIBLE_OPTIONS = array( 'blogname', 'blogdescription', 'home', 'siteurl', 'show_on_front', 'page_on_front', 'page_for_posts',
	'posts_per_page', 'permalink_structure', 'sticky_posts', 'blog_public', 'date_format', 'time_format', 'timezone_string', 'gmt_offset',
	'WPLANG', 'site_icon', 'active_plugins', 'stylesheet', 'template', 'sidebars_widgets' );

add_action(
	'transition_post_status',
	static function ( string $new, string $old, \WP_Post $post ): void {
		if ( in_array( 'publish', array( $new, $old ), true ) && 'revision' !== $post->post_type ) {
			purge_at_shutdown();
		}
	},
	10,
	3
);

add_action(
	'transition_comment_status',
	static function ( string $new, string $old ): void {
		if ( in_array( 'approved', array( $new, $old ), true ) ) {
			purge_at_shutdown();
		}
	},
	10,
	2
);

add_action(
	'wp_insert_comment',
	static function ( int $id, \WP_Comment $comment ): void {
		if ( '1' === (string) $comment->comment_approved ) {
			purge_at_shutdown();
		}
	},
	10,
	2
);

add_action(
	'updated_option',
	static function ( string $name ): void {
		if ( in_array( $name, VISIBLE_OPTIONS, true ) || str_starts_with( $name, 'theme_mods_' ) || str_starts_with( $name, 'widget_' ) ) {
			purge_at_shutdown();
		}
	}
);

foreach ( array( 'deleted_post', 'attachment_updated', 'delete_attachment', 'edit_comment', 'switch_theme', 'customize_save_after',
	'wp_update_nav_menu', 'created_term', 'edited_term', 'delete_term', 'profile_update', 'upgrader_process_complete' ) as $event ) {
	add_action( $event, __NAMESPACE__ . '\purge_at_shutdown', 10, 0 );
}

/** Bytes of a page that wait for its end; longer ones go out in parts of this size. */
const LONGEST_HELD_PAGE = 1 << 20;

// What a page shows may be older than a change that came while it was made: it is sent to who waits for it, and kept by nobody.
add_action(
	'template_redirect',
	static function (): void {
		ob_start(
			static function ( string $page ): string {
				if ( ! headers_sent() && purged_since( (float) $_SERVER['REQUEST_TIME_FLOAT'] ) ) {
					header( 'Cache-Control: no-cache, no-store, must-revalidate, max-age=0' );
				}
				return $page;
			},
			LONGEST_HELD_PAGE
		);
	},
	PHP_INT_MIN,
	0
);
