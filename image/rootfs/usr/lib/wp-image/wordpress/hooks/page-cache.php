<?php
/**
 * Empties the page cache when something that visitors see has changed: this container's at the end of the request, those of
 * the other containers within two seconds, by a mark in the database that each of them looks at (cli/follow-purges.php). In a
 * network the pages go that show the site that has changed.
 */

namespace WpImage;

require_once dirname( __DIR__ ) . '/page-cache-files.php';
require_once dirname( __DIR__ ) . '/purge-marks.php';

/** Action that is done once, when a request has changed what visitors see and the change is in the database. */
const VISIBLE_CHANGE = 'wp_image_visible_change';

/** What the request has changed. */
final class VisibleChange {
	/** Of more sites than this, all pages are made again. */
	const MAX_SITES = 20;

	/** @var array<int, true>|null sites of a network; null for all pages */
	private static ?array $sites = array();

	private static bool $is_planned = false;

	/** @param int|null $site null for all pages */
	public static function note( ?int $site ): void {
		if ( null === $site || null === self::$sites ) {
			self::$sites = null;
		} else {
			self::$sites[ $site ] = true;
		}
		if ( ! self::$is_planned ) {
			self::$is_planned = true;
			add_action( 'shutdown', static fn () => do_action( VISIBLE_CHANGE ), PHP_INT_MAX, 0 );
		}
	}

	/** @return int[]|null null for all pages */
	public static function sites(): ?array {
		return is_multisite() && null !== self::$sites && count( self::$sites ) <= self::MAX_SITES ? array_keys( self::$sites ) : null;
	}
}

add_action( VISIBLE_CHANGE, static fn () => purge_page_cache( VisibleChange::sites() ), 10, 0 );
add_action( VISIBLE_CHANGE, __NAMESPACE__ . '\mark_visible_change', 20, 0 );

/** Plans the action for the end of the request: the site that WordPress is at has changed. */
function purge_at_shutdown(): void {
	VisibleChange::note( get_current_blog_id() );
}

/** The same for all sites of a network. */
function purge_all_at_shutdown(): void {
	VisibleChange::note( null );
}

/** Tells the followers of all containers, this one's too. The object cache is passed by: they read the table. */
function mark_visible_change(): void {
	global $wpdb;
	$suppressed = $wpdb->suppress_errors();
	foreach ( purge_marks( ...VisibleChange::sites() ?? array() ) as $name => $value ) {
		$wpdb->query( $wpdb->prepare( purge_mark_query( $wpdb->base_prefix, $name ), $name, $value ) );
	}
	$wpdb->suppress_errors( $suppressed );
}

/** Whether pages are only read by this request; what plugins note while they are is no reason to make all pages again. */
function is_visit(): bool {
	return 'cli' !== PHP_SAPI && ! wp_doing_cron() && in_array( $_SERVER['REQUEST_METHOD'] ?? '', array( 'GET', 'HEAD' ), true );
}

/** Options that nobody sees: what WordPress and plugins keep for themselves, and what changes all the time. */
const HIDDEN_OPTIONS = '/^(_|wp_image_|cron$|rewrite_rules$|recently_|auto_core_update|auto_updater|action_scheduler_|auth_|logged_in_|nonce_|secure_auth_'
	. '|recovery_|db_|initial_db_|fresh_site$|uninstall_|finished_|can_compress|dismissed_|adminhash|user_count$|.*(transient|_lock$|_nonce|session|queue|log$|_last_))/i';

/** Options that a visit changes only when a person has acted. */
const SEEN_OPTIONS = '/^(blogname|blogdescription|home|siteurl|show_on_front|page_on_front|page_for_posts|permalink_structure|sticky_posts|active_plugins'
	. '|stylesheet|template|sidebars_widgets|site_icon|site_logo|theme_mods_.*|widget_.*)$/';

/** Fields of posts that nobody sees, and counters, which a visitor's own request may change. */
const HIDDEN_FIELDS = '/^_(edit_lock|edit_last|pingme|encloseme|wp_old_|wp_trash_|wp_desired_post_slug|oembed_)|(^|[_-])(views?|hits?|visits?|counter|reads)($|[_-])/i';

foreach ( array( 'added_option', 'updated_option', 'deleted_option' ) as $event ) {
	add_action(
		$event,
		static function ( string $name ): void {
			if ( preg_match( is_visit() ? SEEN_OPTIONS : '/^/', $name ) && ! preg_match( HIDDEN_OPTIONS, $name ) ) {
				purge_at_shutdown();
			}
		}
	);
}

foreach ( array( 'added_post_meta', 'updated_post_meta', 'deleted_post_meta' ) as $event ) {
	add_action(
		$event,
		static function ( mixed $ids, int $post, string $field ): void {
			if ( ( ! is_visit() || '_thumbnail_id' === $field ) && ! preg_match( HIDDEN_FIELDS, $field ) && 'publish' === get_post_status( $post ) ) {
				purge_at_shutdown();
			}
		},
		10,
		3
	);
}

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
	'set_object_terms',
	static function ( int $post ): void {
		if ( 'publish' === get_post_status( $post ) ) {
			purge_at_shutdown();
		}
	}
);

foreach ( array( 'deleted_post', 'attachment_updated', 'delete_attachment', 'edit_comment', 'switch_theme', 'customize_save_after',
	'wp_update_nav_menu', 'created_term', 'edited_term', 'delete_term',
	'woocommerce_product_set_stock', 'woocommerce_variation_set_stock', 'woocommerce_product_set_stock_status' ) as $event ) {
	add_action( $event, __NAMESPACE__ . '\purge_at_shutdown', 10, 0 );
}

// Users and code are the same for all sites.
foreach ( array( 'profile_update', 'deleted_user', 'upgrader_process_complete' ) as $event ) {
	add_action( $event, __NAMESPACE__ . '\purge_all_at_shutdown', 10, 0 );
}

/** Options of a network that nobody sees, beside those of HIDDEN_OPTIONS. */
const HIDDEN_NETWORK_OPTIONS = '/^(blog_count|site_admins|wpmu_upgrade_site|upgrade_|recently_activated|illegal_names|limited_email_domains|banned_email_domains|fileupload_maxk|blog_upload_space)/i';

foreach ( array( 'add_site_option', 'update_site_option', 'delete_site_option' ) as $event ) {
	add_action(
		$event,
		static function ( string $name ): void {
			if ( ! is_visit() && is_multisite() && ! preg_match( HIDDEN_OPTIONS, $name ) && ! preg_match( HIDDEN_NETWORK_OPTIONS, $name ) ) {
				purge_all_at_shutdown();
			}
		}
	);
}

/** What of a site in the list of a network decides who sees it where. WordPress notes there also when a site was last changed. */
const SITE_FIELDS = array( 'domain', 'path', 'public', 'archived', 'mature', 'spam', 'deleted' );

// A site that comes, goes or is renamed answers for what the first site has answered until then, or the reverse.
foreach ( array( 'wp_insert_site', 'wp_update_site', 'wp_delete_site' ) as $event ) {
	add_action(
		$event,
		static function ( \WP_Site $site, ?\WP_Site $before = null ): void {
			if ( array() !== array_filter( SITE_FIELDS, static fn ( string $field ): bool => null === $before || $site->$field !== $before->$field ) ) {
				VisibleChange::note( (int) $site->id );
				VisibleChange::note( get_main_site_id() );
			}
		},
		10,
		2
	);
}

/** Which sites a page shows: its own, and those that WordPress has turned to while it made the page. */
final class ShownSites {
	/** A page that shows more is removed with any. */
	const MAX = 20;

	/** @var array<int, true> */
	private static array $sites = array();

	public static function add( int $site ): void {
		self::$sites[ $site ] = true;
	}

	/** @return int[] */
	public static function all(): array {
		return array_keys( self::$sites );
	}

	/** Lets nginx keep them with the page. */
	public static function send(): void {
		if ( headers_sent() ) {
			return;
		}
		if ( count( self::$sites ) > self::MAX ) {
			header_remove( PAGE_SITES );
			return;
		}
		header( PAGE_SITES . ': ' . implode( ',', self::all() ) );
		$has_lifetime = array() !== preg_grep( '/^(cache-control|expires):/i', headers_list() );
		if ( count( self::$sites ) > 1 && ! $has_lifetime ) {
			// The CDN, which hears of the changed site's own paths alone, keeps it no longer than nginx does.
			header( 'Cache-Control: s-maxage=' . setting( 'WP_PAGE_CACHE_TTL', 60 ) );
		}
	}
}

if ( is_multisite() && 'cli' !== PHP_SAPI ) {
	ShownSites::add( get_current_blog_id() );
	ShownSites::send();
	add_action( 'switch_blog', static fn ( mixed $site ) => ShownSites::add( (int) $site ) );
}

/** Bytes of a page that wait for its end; longer ones go out in parts of this size. */
const LONGEST_HELD_PAGE = 1 << 20;

/** Seconds that nginx keeps "not found", so that whoever asks for it again and again costs PHP little. */
const NOT_FOUND_SECONDS = 10;

// What a page shows may be older than a change that came while it was made: it is sent to who waits for it, and kept by nobody.
add_action(
	'template_redirect',
	static function (): void {
		ob_start(
			static function ( string $page ): string {
				if ( headers_sent() ) {
					return $page;
				}
				if ( is_multisite() ) {
					ShownSites::send();
				}
				if ( last_purge( ShownSites::all() ) >= (float) $_SERVER['REQUEST_TIME_FLOAT'] ) {
					header( 'Cache-Control: no-cache, no-store, must-revalidate, max-age=0' );
				} elseif ( is_404() && 404 === http_response_code() && ! is_cache_forbidden() ) {
					header( 'X-Accel-Expires: ' . NOT_FOUND_SECONDS );
				}
				return $page;
			},
			LONGEST_HELD_PAGE
		);
	},
	PHP_INT_MIN,
	0
);
