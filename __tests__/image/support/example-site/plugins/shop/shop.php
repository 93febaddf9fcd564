<?php
/* Plugin Name: Shop */
add_action("wp_footer",fn()=>print("shop-v1"));
