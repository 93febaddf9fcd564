<?php
/**
 * The WordPress in a dump: which of its tables are one site's, and what they say of it.
 */

namespace WpImage;

final class DumpedSite {
	/**
	 * @param string                $database that the dump names; empty when it names none
	 * @param string                $prefix   of the tables in the dump
	 * @param array<string, string> $tables   name without the prefix => name here
	 */
	private function __construct(
		private readonly \mysqli $server,
		public readonly string $database,
		public readonly string $prefix,
		public readonly array $tables
	) {}

	/**
	 * The sites in a dump's tables. A site has options, posts and users; of two whose prefixes begin alike, a table is of the longer one.
	 *
	 * @param array<string, array<string, string>> $databases names in the dump => names here, by database
	 * @return self[]
	 */
	public static function all( \mysqli $server, array $databases ): array {
		$sites = array();
		foreach ( $databases as $database => $tables ) {
			$prefixes = array();
			foreach ( array_keys( $tables ) as $name ) {
				$prefix = preg_replace( '/options$/', '', (string) $name );
				if ( $prefix !== $name && isset( $tables[ "{$prefix}posts" ], $tables[ "{$prefix}users" ] ) ) {
					$prefixes[] = $prefix;
				}
			}
			// The longest first.
			usort( $prefixes, static fn ( string $one, string $other ): int => strlen( $other ) <=> strlen( $one ) );
			foreach ( $prefixes as $prefix ) {
				$own = array_filter( $tables, static fn ( string $name ): bool => str_starts_with( $name, $prefix ), ARRAY_FILTER_USE_KEY );
				$tables  = array_diff_key( $tables, $own );
				$names   = array_map( static fn ( string $name ): string => substr( $name, strlen( $prefix ) ), array_keys( $own ) );
				$sites[] = new self( $server, $database, $prefix, array_combine( $names, array_values( $own ) ) );
			}
		}
		return $sites;
	}

	public function name(): string {
		return ( '' === $this->database ? '' : "database {$this->database}, " ) . "prefix {$this->prefix}";
	}

	/** Whether the tables are a network of sites. */
	public function is_network(): bool {
		return isset( $this->tables['blogs'], $this->tables['site'] );
	}

	public function option( string $name ): ?string {
		$query = $this->server->prepare( "SELECT option_value FROM `{$this->tables['options']}` WHERE option_name = ? LIMIT 1" );
		$query->execute( array( $name ) );
		$value = $query->get_result()->fetch_row()[0] ?? null;
		return null === $value ? null : (string) $value;
	}

	public function count( string $table ): int {
		return (int) $this->server->query( "SELECT COUNT(*) FROM `{$this->tables[ $table ]}`" )->fetch_row()[0];
	}

	/** Names of roles and rights hold the prefix. */
	public function rename_prefix( string $new ): void {
		if ( $new === $this->prefix ) {
			return;
		}
		$update = $this->server->prepare( "UPDATE `{$this->tables['options']}` SET option_name = ? WHERE option_name = ?" );
		$update->execute( array( "{$new}user_roles", "{$this->prefix}user_roles" ) );
		if ( isset( $this->tables['usermeta'] ) ) {
			$like   = addcslashes( $this->prefix, '\\%_' ) . '%';
			$update = $this->server->prepare( "UPDATE `{$this->tables['usermeta']}` SET meta_key = CONCAT(?, SUBSTRING(meta_key, ?)) WHERE meta_key LIKE ?" );
			$update->execute( array( $new, strlen( $this->prefix ) + 1, $like ) );
		}
	}

	/** Writes an option that is there. */
	public function set_option( string $name, string $value ): void {
		$update = $this->server->prepare( "UPDATE `{$this->tables['options']}` SET option_value = ? WHERE option_name = ?" );
		$update->execute( array( $value, $name ) );
	}

	/** Makes it a copy: see hooks/copy.php. Nobody who has logged in there is logged in here. @param string $of the name of the original */
	public function make_copy( string $of ): void {
		$options = $this->tables['options'];
		$this->server->query( "UPDATE `$options` SET option_value = '0' WHERE option_name = 'blog_public'" );
		$this->server->query( "DELETE FROM `$options` WHERE option_name = 'wp_image_copy'" );
		$insert = $this->server->prepare( "INSERT INTO `$options` (option_name, option_value, autoload) VALUES ('wp_image_copy', ?, 'on')" );
		$insert->execute( array( $of ) );
		if ( isset( $this->tables['usermeta'] ) ) {
			$this->server->query( "DELETE FROM `{$this->tables['usermeta']}` WHERE meta_key IN ('session_tokens', '_application_passwords')" );
		}
		if ( isset( $this->tables['users'] ) ) {
			$this->server->query( "UPDATE `{$this->tables['users']}` SET user_activation_key = ''" );
		}
	}

	/** What WordPress makes again by itself, and what a copy of this image's site would tell containers of the wrong site. */
	public function forget_passing_values(): void {
		$this->server->query(
			"DELETE FROM `{$this->tables['options']}` WHERE option_name LIKE '\\_transient\\_%' OR option_name LIKE '\\_site\\_transient\\_%' OR option_name LIKE 'wp\\_image\\_%' OR option_name = 'rewrite_rules'"
		);
	}

	/** Plugins that the site has switched on, as paths below wp-content/plugins, and its themes. @return array{plugins: string[], themes: string[]} */
	public function code(): array {
		$plugins = @unserialize( (string) $this->option( 'active_plugins' ), array( 'allowed_classes' => false ) );
		return array(
			'plugins' => array_values( array_filter( is_array( $plugins ) ? $plugins : array(), 'is_string' ) ),
			'themes'  => array_values( array_unique( array_filter( array( $this->option( 'template' ), $this->option( 'stylesheet' ) ) ) ) ),
		);
	}
}
